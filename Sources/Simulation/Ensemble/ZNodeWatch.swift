import ZooKeeper

/// One watch of a session: what the client remembers of it, and whether the server still does.
struct ZNodeWatch: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// Left by a reading of a znode that was there.
        case data
        /// Left by asking for a znode that was not there.
        case absence
        /// Left by a reading of the children.
        case children
    }

    let kind: Kind
    let path: ZNodePath
    /// Whether the connected server would still fire it.
    var isArmed = true
    /// Whether the client has received the answer of the reading, and so sends the watch again after a reconnect.
    var isKnown = false

    /// Whether an event fires it. The server keeps `data` and `absence` in one table.
    func fires(on event: ZNodeEvent) -> Bool {
        guard event.path == path else { return false }
        return switch event.kind {
        case .created, .dataChanged: kind != .children
        case .deleted: true
        case .childrenChanged: kind == .children
        }
    }
}
