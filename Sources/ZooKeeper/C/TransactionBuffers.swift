import CZooKeeper

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The operations and results of a transaction in the library's form. Owns its memory, which must outlive the answer.
///
/// `@unchecked Sendable`: written in `init`, then only by the library until its completion, then read on that thread.
final class TransactionBuffers: @unchecked Sendable {
    let count: Int
    let operations: UnsafeMutablePointer<zoo_op_t>
    let results: UnsafeMutablePointer<zoo_op_result_t>
    private let stats: UnsafeMutablePointer<Stat>
    private let source: [Transaction.Operation]
    private var lists: [AccessControlBuffer] = []
    private var paths: [UnsafeMutablePointer<CChar>?] = []
    private var allocations: [UnsafeMutablePointer<CChar>] = []
    private var names: [UnsafeMutablePointer<CChar>?]

    init(_ source: [Transaction.Operation]) {
        self.source = source
        count = source.count
        operations = .allocate(capacity: max(count, 1))
        results = .allocate(capacity: max(count, 1))
        stats = .allocate(capacity: max(count, 1))
        operations.initialize(repeating: zoo_op_t(), count: max(count, 1))
        results.initialize(repeating: zoo_op_result_t(), count: max(count, 1))
        stats.initialize(repeating: Stat(), count: max(count, 1))
        names = Array(repeating: nil, count: count)
        for index in source.indices { fill(index) }
    }

    deinit {
        for path in paths { free(path) }
        for allocation in allocations { allocation.deallocate() }
        operations.deallocate()
        results.deallocate()
        stats.deallocate()
    }

    private func fill(_ index: Int) {
        let path = strdup(source[index].path.rawValue)
        paths.append(path)
        let operation = operations + index
        switch source[index] {
        case .create(let name, let data, let mode, let acl):
            let capacity = name.rawValue.utf8.count + 32
            let buffer = allocate(capacity)
            buffer.initialize(repeating: 0, count: capacity)
            names[index] = buffer
            let list = AccessControlBuffer(acl ?? .open)
            lists.append(list)
            let (bytes, length) = copy(data)
            zoo_create_op_init(operation, path, bytes, length, list.vector, mode.flags, buffer, Int32(capacity))
        case .set(_, let data, let version):
            let (bytes, length) = copy(data)
            zoo_set_op_init(operation, path, bytes, length, version.orAny, stats + index)
        case .delete(_, let version):
            zoo_delete_op_init(operation, path, version.orAny)
        case .check(_, let version):
            zoo_check_op_init(operation, path, version.orAny)
        }
    }

    private func allocate(_ count: Int) -> UnsafeMutablePointer<CChar> {
        let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: count)
        allocations.append(buffer)
        return buffer
    }

    /// NULL data is (nil, -1); empty data is (some pointer, 0).
    private func copy(_ data: [UInt8]?) -> (UnsafePointer<CChar>?, Int32) {
        guard let data else { return (nil, -1) }
        let buffer = allocate(max(data.count, 1))
        for (index, byte) in data.enumerated() { buffer[index] = CChar(bitPattern: byte) }
        return (UnsafePointer(buffer), Int32(data.count))
    }

    /// The index of the operation that made the transaction fail.
    var failedOperation: Int? {
        (0..<count).first { results[$0].err != ZOK.rawValue }
    }

    /// What the operations of a successful transaction did.
    var answers: [Transaction.Result] {
        source.indices.map { index in
            switch source[index] {
            case .create(let path, _, _, _):
                .created(names[index].map { ZNodePath(unchecked: String(cString: $0)) } ?? path)
            case .set: .set(ZNodeStat(stats[index]))
            case .delete: .deleted
            case .check: .checked
            }
        }
    }
}

extension ZNodeVersion? {
    var orAny: Int32 { self?.rawValue ?? -1 }
}

extension CreateMode {
    var flags: Int32 {
        switch self {
        case .persistent: ZOO_PERSISTENT
        case .ephemeral: ZOO_EPHEMERAL
        case .persistentSequential: ZOO_PERSISTENT_SEQUENTIAL
        case .ephemeralSequential: ZOO_EPHEMERAL_SEQUENTIAL
        }
    }
}

extension ZNodeStat {
    init(_ stat: Stat) {
        self.init(
            czxid: stat.czxid,
            mzxid: stat.mzxid,
            pzxid: stat.pzxid,
            version: ZNodeVersion(rawValue: stat.version),
            ephemeralOwner: stat.ephemeralOwner == 0 ? nil : SessionID(rawValue: stat.ephemeralOwner),
            childCount: Int(stat.numChildren),
            dataLength: Int(stat.dataLength),
            createdMilliseconds: stat.ctime,
            modifiedMilliseconds: stat.mtime
        )
    }
}
