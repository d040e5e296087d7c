import ZooKeeper

/// What one operation does to the tree once the leader has accepted it; applying it cannot fail.
enum ZNodeChange: Hashable, Sendable {
    case create(ZNodePath, [UInt8]?, owner: SessionID?)
    case set(ZNodePath, [UInt8]?)
    case delete(ZNodePath)
    /// The session is over: its ephemeral znodes go.
    case end(SessionID)
}

/// One step of the ensemble's common history. A refused write is one too, without changes.
struct LoggedTransaction: Hashable, Sendable {
    let zxid: Int64
    let milliseconds: Int64
    let changes: [ZNodeChange]
}
