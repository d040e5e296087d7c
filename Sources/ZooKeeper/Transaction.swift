/// Changes that happen all together or not at all, in one step that no other client sees half of.
///
/// A value: build it, then `commit` it. At most 1000 operations; larger ones are refused when committed.
public struct Transaction: Hashable, Sendable {
    /// Most operations in one transaction.
    public static let operationLimit = 1000

    /// What one operation did.
    public enum Result: Hashable, Sendable {
        /// Created; with the complete name when the server appended a counter.
        case created(ZNodePath)
        /// Data set; with what the server knows now.
        case set(ZNodeStat)
        /// Deleted.
        case deleted
        /// Existed, in the version asked for.
        case checked
    }

    /// One step of a transaction; public so that a simulated session can apply it.
    public enum Operation: Hashable, Sendable {
        /// Create a znode; without a list the client's default applies.
        case create(ZNodePath, [UInt8]?, CreateMode, AccessControlList?)
        /// Set data, if the version is still this one.
        case set(ZNodePath, [UInt8]?, ZNodeVersion?)
        /// Delete, if the version is still this one.
        case delete(ZNodePath, ZNodeVersion?)
        /// Only look whether it exists, in this version.
        case check(ZNodePath, ZNodeVersion?)

        /// The znode it is about.
        public var path: ZNodePath {
            switch self {
            case .create(let path, _, _, _), .set(let path, _, _), .delete(let path, _), .check(let path, _): path
            }
        }
    }

    /// The operations in the order they are applied.
    public private(set) var operations: [Operation] = []

    /// An empty transaction; committing it changes nothing.
    public init() {}

    /// Creates a znode.
    public mutating func create(
        _ path: ZNodePath,
        _ data: [UInt8]?,
        mode: CreateMode = .persistent,
        acl: AccessControlList? = nil
    ) {
        operations.append(.create(path, data, mode, acl))
    }

    /// Sets the data of a znode, only in the version given.
    public mutating func set(_ path: ZNodePath, _ data: [UInt8]?, ifVersion version: ZNodeVersion? = nil) {
        operations.append(.set(path, data, version))
    }

    /// Deletes a znode, only in the version given.
    public mutating func delete(_ path: ZNodePath, ifVersion version: ZNodeVersion? = nil) {
        operations.append(.delete(path, version))
    }

    /// Makes the whole depend on a znode being in a version; nil asks only that it exists.
    public mutating func check(_ path: ZNodePath, version: ZNodeVersion? = nil) {
        operations.append(.check(path, version))
    }

    /// Adds the operations of another transaction after the present ones.
    public mutating func append(_ other: Transaction) {
        operations += other.operations
    }
}
