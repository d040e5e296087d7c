public import ZooKeeper

/// What a one-shot watch tells: that something happened to a znode, not what it is now.
public struct ZNodeEvent: Hashable, Sendable {
    /// What happened.
    public enum Kind: Hashable, Sendable {
        /// The znode came into being.
        case created
        /// The znode is gone.
        case deleted
        /// Its data was set.
        case dataChanged
        /// A child came or went.
        case childrenChanged
    }

    /// What happened.
    public var kind: Kind
    /// To which znode.
    public var path: ZNodePath

    /// Puts an event together.
    public init(_ kind: Kind, _ path: ZNodePath) {
        self.kind = kind
        self.path = path
    }
}
