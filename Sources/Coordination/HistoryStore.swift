public import RolloutCore
public import ZooKeeper

/// The finished rollouts of one app.
public struct HistoryStore: Sendable {
    /// How many entries are kept; older ones are removed by the leader.
    public static let limit = 100

    private let layout: ZNodeLayout
    private let session: any ZooKeeperSession

    /// The history of the app that `layout` is of, over one conversation with ZooKeeper.
    public init(layout: ZNodeLayout, session: any ZooKeeperSession) {
        self.layout = layout
        self.session = session
    }

    /// The newest entries, newest first. One that cannot be read is left out.
    public func latest(_ count: Int = limit) async throws(ZooKeeperError) -> [HistoryEntry] {
        let names = try await session.children(of: layout.history)?.names ?? []
        var entries: [HistoryEntry] = []
        for name in names.suffix(count).reversed() {
            guard let data = try await session.get(layout.history.appending(name))?.data else { continue }
            guard let entry = try? Payload.decode(HistoryEntry.self, from: data) else { continue }
            entries.append(entry)
        }
        return entries
    }

    /// Removes the oldest entries beyond the limit; nil when there are none. To be committed under the fence.
    public func pruning() async throws(ZooKeeperError) -> Transaction? {
        let names = try await session.children(of: layout.history)?.names ?? []
        guard names.count > Self.limit else { return nil }
        var transaction = Transaction()
        for name in names.dropLast(Self.limit).prefix(500) { transaction.delete(layout.history.appending(name)) }
        return transaction
    }
}
