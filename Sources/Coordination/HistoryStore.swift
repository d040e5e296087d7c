public import RolloutCore
public import ZooKeeper

/// The finished rollouts of one app.
public struct HistoryStore: Sendable {
    /// How many entries are kept; older ones are removed by the leader.
    public static let limit = 100
    /// How long an entry is kept: a year, and what a yearly review is late.
    public static let ageLimit: Duration = .seconds(400 * 24 * 3_600)
    /// Most that one transaction removes.
    private static let pruningLimit = 500

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

    /// The newest entry, with the zxid of the transaction that ended it: also the revision of an intent that it wrote back.
    public func newest() async throws(ZooKeeperError) -> (entry: HistoryEntry, zxid: Int64)? {
        guard let name = try await session.children(of: layout.history)?.names.last,
            let znode = try await session.get(layout.history.appending(name)), let data = znode.data,
            let entry = try? Payload.decode(HistoryEntry.self, from: data)
        else { return nil }
        return (entry, znode.stat.czxid)
    }

    /// Removes what is beyond the limits of number and age; nil when nothing is. To be committed under the fence.
    public func pruning() async throws(ZooKeeperError) -> Transaction? {
        let names = try await session.children(of: layout.history)?.names ?? []
        var outdated = Array(names.dropLast(Self.limit).prefix(Self.pruningLimit))
        outdated += try await aged(names.suffix(Self.limit))
        guard !outdated.isEmpty else { return nil }
        var transaction = Transaction()
        for name in outdated { transaction.delete(layout.history.appending(name)) }
        return transaction
    }

    /// Those older than the newest by more than the age limit: by the servers' clock, which wrote both.
    private func aged(_ names: ArraySlice<String>) async throws(ZooKeeperError) -> [String] {
        guard let last = names.last, let newest = try await session.stat(of: layout.history.appending(last)) else {
            return []
        }
        let limit = newest.createdMilliseconds - Int64(Self.ageLimit.components.seconds) * 1_000
        var found: [String] = []
        for name in names {
            guard let stat = try await session.stat(of: layout.history.appending(name)) else { continue }
            guard stat.createdMilliseconds < limit else { break }
            found.append(name)
        }
        return found
    }
}
