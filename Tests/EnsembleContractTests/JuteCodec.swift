import NIOCore
import Simulation
import ZooKeeper

/// A stat as on the wire, with what the product has no use for.
struct WireStat: Hashable {
    var stat: ZNodeStat
    var childrenVersion: Int32
}

/// The bytes of ZooKeeper's protocol break off or say something unknown.
struct WireFault: Error, CustomStringConvertible {
    var description: String
}

extension ByteBuffer {
    mutating func writeJute(_ string: String) { writeJute(Array(string.utf8)) }

    mutating func writeJute(_ data: [UInt8]?) {
        guard let data else {
            writeInteger(Int32(-1))
            return
        }
        writeInteger(Int32(data.count))
        writeBytes(data)
    }

    mutating func writeJute(_ flag: Bool) { writeInteger(UInt8(flag ? 1 : 0)) }

    mutating func writeOpenAccess() {
        writeInteger(Int32(1))
        writeInteger(Int32(31))
        writeJute("world")
        writeJute("anyone")
    }

    mutating func readNumber<T: FixedWidthInteger>(_ type: T.Type = T.self) throws -> T {
        guard let value = readInteger(as: type) else { throw WireFault(description: "the answer breaks off") }
        return value
    }

    mutating func readData() throws -> [UInt8]? {
        let count = try readNumber(Int32.self)
        guard count >= 0 else { return nil }
        guard let bytes = readBytes(length: Int(count)) else { throw WireFault(description: "the answer breaks off") }
        return bytes
    }

    mutating func readText() throws -> String { String(decoding: try readData() ?? [], as: UTF8.self) }

    mutating func readPath() throws -> ZNodePath { try ZNodePath(validating: readText()) }

    mutating func readStat() throws -> WireStat {
        let czxid = try readNumber(Int64.self)
        let mzxid = try readNumber(Int64.self)
        let created = try readNumber(Int64.self)
        let modified = try readNumber(Int64.self)
        let version = try readNumber(Int32.self)
        let childrenVersion = try readNumber(Int32.self)
        _ = try readNumber(Int32.self)
        let owner = try readNumber(Int64.self)
        let length = try readNumber(Int32.self)
        let children = try readNumber(Int32.self)
        let pzxid = try readNumber(Int64.self)
        return WireStat(
            stat: ZNodeStat(
                czxid: czxid, mzxid: mzxid, pzxid: pzxid, version: ZNodeVersion(rawValue: version),
                ephemeralOwner: owner == 0 ? nil : SessionID(rawValue: owner), childCount: Int(children),
                dataLength: Int(length), createdMilliseconds: created, modifiedMilliseconds: modified),
            childrenVersion: childrenVersion)
    }
}

/// The numbers of ZooKeeper's operations.
enum WireOperation {
    static let create: Int32 = 1
    static let delete: Int32 = 2
    static let exists: Int32 = 3
    static let getData: Int32 = 4
    static let setData: Int32 = 5
    static let sync: Int32 = 9
    static let getChildren: Int32 = 12
    static let check: Int32 = 13
    static let multi: Int32 = 14
    static let close: Int32 = -11
    static let setWatches: Int32 = 101
    static let setWatchesXid: Int32 = -8
}

extension SimulatedEnsemble.Request {
    var wireType: Int32 {
        switch self {
        case .get: WireOperation.getData
        case .stat: WireOperation.exists
        case .children: WireOperation.getChildren
        case .create: WireOperation.create
        case .set: WireOperation.setData
        case .delete: WireOperation.delete
        case .commit: WireOperation.multi
        case .sync: WireOperation.sync
        }
    }

    func write(to buffer: inout ByteBuffer) {
        switch self {
        case .get(let path, let watch), .stat(let path, let watch), .children(let path, let watch):
            buffer.writeJute(path.rawValue)
            buffer.writeJute(watch)
        case .create(let path, let data, let mode):
            Transaction.Operation.create(path, data, mode, nil).write(to: &buffer)
        case .set(let path, let data, let version): Transaction.Operation.set(path, data, version).write(to: &buffer)
        case .delete(let path, let version): Transaction.Operation.delete(path, version).write(to: &buffer)
        case .sync(let path): buffer.writeJute(path.rawValue)
        case .commit(let transaction):
            for operation in transaction.operations {
                buffer.writeMultiHeader(operation.wireType)
                operation.write(to: &buffer)
            }
            buffer.writeMultiHeader(nil)
        }
    }
}

extension ByteBuffer {
    fileprivate mutating func writeMultiHeader(_ type: Int32?) {
        writeInteger(type ?? -1)
        writeJute(type == nil)
        writeInteger(Int32(-1))
    }
}

extension Transaction.Operation {
    var wireType: Int32 {
        switch self {
        case .create: WireOperation.create
        case .set: WireOperation.setData
        case .delete: WireOperation.delete
        case .check: WireOperation.check
        }
    }

    func write(to buffer: inout ByteBuffer) {
        buffer.writeJute(path.rawValue)
        switch self {
        case .create(_, let data, let mode, _):
            buffer.writeJute(data)
            buffer.writeOpenAccess()
            let flags: Int32 =
                switch mode {
                case .persistent: 0
                case .ephemeral: 1
                case .persistentSequential: 2
                case .ephemeralSequential: 3
                }
            buffer.writeInteger(flags)
        case .set(_, let data, let version):
            buffer.writeJute(data)
            buffer.writeInteger(version?.rawValue ?? -1)
        case .delete(_, let version), .check(_, let version): buffer.writeInteger(version?.rawValue ?? -1)
        }
    }
}
