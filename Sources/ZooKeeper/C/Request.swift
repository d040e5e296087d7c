/// What is asked of the server, with absolute paths (prefix included).
enum Operation: Sendable {
    case get(ZNodePath, watch: Bool)
    case exists(ZNodePath, watch: Bool)
    case children(ZNodePath, watch: Bool)
    case create(ZNodePath, [UInt8]?, CreateMode, AccessControlList)
    case set(ZNodePath, [UInt8]?, ZNodeVersion?)
    case delete(ZNodePath, ZNodeVersion?)
    case sync(ZNodePath)
    case multi([Transaction.Operation])

    var changes: Bool {
        switch self {
        case .get, .exists, .children, .sync: false
        case .create, .set, .delete, .multi: true
        }
    }

    /// The watch this leaves behind; `exists` and `get` share one table of the server.
    var watch: WatchKey? {
        switch self {
        case .get(let path, true), .exists(let path, true): WatchKey(path: path.rawValue, isChildren: false)
        case .children(let path, true): WatchKey(path: path.rawValue, isChildren: true)
        default: nil
        }
    }

    /// Bytes of data and names it carries.
    var payload: Int {
        switch self {
        case .get(let path, _), .exists(let path, _), .children(let path, _), .delete(let path, _), .sync(let path):
            path.rawValue.utf8.count
        case .create(let path, let data, _, _), .set(let path, let data, _):
            path.rawValue.utf8.count + (data?.count ?? 0)
        case .multi(let operations):
            operations.reduce(0) { $0 + Self.payload(of: $1) }
        }
    }

    private static func payload(of operation: Transaction.Operation) -> Int {
        let overhead = 64
        return switch operation {
        case .create(let path, let data, _, _), .set(let path, let data, _):
            path.rawValue.utf8.count + (data?.count ?? 0) + overhead
        case .delete(let path, _), .check(let path, _):
            path.rawValue.utf8.count + overhead
        }
    }
}

/// One watch as the library keeps it.
struct WatchKey: Hashable, Sendable {
    let path: String
    let isChildren: Bool
}

/// What the server answered.
enum Reply: Sendable {
    case value([UInt8]?, ZNodeStat)
    case stat(ZNodeStat)
    case children([String], ZNodeStat)
    case created(String)
    case done
    case committed([Transaction.Result])
}

/// A request in the library's hands. The library holds one reference through its context pointer; whoever takes the
/// request out of `SessionHandle`'s table gives that reference back.
final class Request: Sendable {
    let id: UInt64
    let operation: Operation
    let handle: SessionHandle
    /// Memory that the library writes the results of a transaction to; lives as long as the request.
    let transaction: TransactionBuffers?

    init(id: UInt64, operation: Operation, handle: SessionHandle) {
        self.id = id
        self.operation = operation
        self.handle = handle
        if case .multi(let operations) = operation {
            self.transaction = TransactionBuffers(operations)
        } else {
            self.transaction = nil
        }
    }
}
