/// The children of a znode as they were read.
public struct ZNodeChildren: Hashable, Sendable {
    /// Names in ascending order, as stored (still encoded).
    public var names: [String]
    /// What the server knows about the parent; `pzxid` tells two readings apart.
    public var stat: ZNodeStat

    /// Puts a reading together; sorts the names.
    public init(names: [String], stat: ZNodeStat) {
        self.names = names.sorted()
        self.stat = stat
    }
}
