public import ZooKeeper

extension SimulatedEnsemble {
    /// What a session may ask of the ensemble.
    public enum Request: Hashable, Sendable {
        /// Data and facts of a znode.
        case get(ZNodePath, watch: Bool)
        /// Facts of a znode; its watch is left even when there is none.
        case stat(ZNodePath, watch: Bool)
        /// Names of the children.
        case children(ZNodePath, watch: Bool)
        /// Create a znode. Access control is not simulated.
        case create(ZNodePath, [UInt8]?, CreateMode)
        /// Set data, in the version given only.
        case set(ZNodePath, [UInt8]?, ifVersion: ZNodeVersion?)
        /// Delete a znode without children, in the version given only.
        case delete(ZNodePath, ifVersion: ZNodeVersion?)
        /// All operations or none.
        case commit(Transaction)
        /// Bring the connected server up to date.
        case sync(ZNodePath)
    }

    /// What the ensemble answers when it does what was asked.
    public enum Reply: Hashable, Sendable {
        /// To `get`.
        case node(ZNode)
        /// To `stat` and `set`.
        case stat(ZNodeStat)
        /// To `children`.
        case children(ZNodeChildren)
        /// To `create`: the complete path.
        case created(ZNodePath)
        /// To `commit`.
        case committed([Transaction.Result])
        /// To `delete` and `sync`.
        case done
    }

    /// Why the ensemble did not do what was asked; nothing was changed.
    public struct Failure: Error, Hashable, Sendable {
        /// `connectionLoss` when there is no connection to a server that serves, `sessionExpired` when the leader no longer
        /// knows the session; everything else is about the znodes.
        public var code: ZooKeeperError.Code
        /// Index of the operation that made a transaction fail.
        public var failedOperation: Int?

        /// Puts a failure together.
        public init(_ code: ZooKeeperError.Code, failedOperation: Int? = nil) {
            self.code = code
            self.failedOperation = failedOperation
        }
    }

    /// An answer on its way to the client: it counts for the client only once `receive` was called with it.
    public struct Answer: Hashable, Sendable {
        /// What was done, or why not.
        public let outcome: Result<Reply, Failure>
        /// The last transaction the server had applied; the client refuses to see an older state after it.
        public let zxid: Int64
        /// The watch that the reading left at the server.
        let watch: ZNodeWatch?
    }

    /// What comes of a session's turning to a server.
    public enum Contact: Hashable, Sendable {
        /// The server talks with the session, and the leader heard of it.
        case accepted
        /// The server is cut off, or the ensemble has no majority.
        case unreachable
        /// The server has applied less than the session has seen.
        case behind
        /// The session is over.
        case expired
    }
}
