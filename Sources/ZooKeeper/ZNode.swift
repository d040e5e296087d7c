/// A znode as it was read: where it is, its data and what the server knows about it.
public struct ZNode: Hashable, Sendable {
    /// Where it is, without the client's prefix.
    public var path: ZNodePath
    /// Its data. NULL data is nil, which the server tells apart from empty data.
    public var data: [UInt8]?
    /// What the server knows about it.
    public var stat: ZNodeStat

    /// Puts a reading together.
    public init(path: ZNodePath, data: [UInt8]?, stat: ZNodeStat) {
        self.path = path
        self.data = data
        self.stat = stat
    }

    /// The data as text; nil when there is none or it is not valid UTF-8.
    public var text: String? {
        data.flatMap { String(validating: $0, as: UTF8.self) }
    }
}
