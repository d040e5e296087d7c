import Coordination
import Logging
import RolloutCore
import ZooKeeper

/// Keeps the members of one color up to date: names by a watch, data when a name is new and at every resync.
///
/// Data is not watched: a watch for each of a thousand members would have to be sent again on every reconnect.
struct FleetFollower: Sendable {
    let layout: ZNodeLayout
    let color: Color
    let session: any ZooKeeperSession
    let board: FactBoard
    let resync: Duration
    let logger: Logger

    /// More members than this are not read; the rest of the fleet is left alone and said so.
    static let memberLimit = 5_000

    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await followNames() }
            group.addTask { await resyncData() }
            await group.next()
            group.cancelAll()
        }
    }

    private func followNames() async {
        for await children in session.observeChildren(of: layout.fleet(color)) {
            await read(children?.names ?? [], keepingKnown: true)
        }
    }

    private func resyncData() async {
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: resync)
                guard let names = try await session.children(of: layout.fleet(color))?.names else { continue }
                await read(names, keepingKnown: false)
            } catch {
                continue
            }
        }
    }

    private func read(_ names: [String], keepingKnown: Bool) async {
        if names.count > Self.memberLimit {
            logger.error("Too many members: the rest is left alone", metadata: [LogKeys.color: "\(color)"])
        }
        var known: [InstanceID: Member] = [:]
        if keepingKnown {
            for member in board.read({ $0.members[color] }) ?? [] { known[member.id] = member }
        }
        let ids = names.prefix(Self.memberLimit).map { InstanceID(rawValue: ZNodePath.decoded($0)) }
        let unread = ids.filter { known[$0] == nil }
        for member in await fetch(unread) { known[member.id] = member }
        let members = ids.compactMap { known[$0] }.sorted { $0.id < $1.id }
        board.update { facts in
            guard facts.members[color] != members else { return false }
            facts.members[color] = members
            return true
        }
    }

    /// Reads with a bounded number of requests under way; members that vanish meanwhile are left out.
    private func fetch(_ ids: [InstanceID]) async -> [Member] {
        await withTaskGroup(of: Member?.self) { group in
            var found: [Member] = []
            var remaining = ids[...]
            for id in remaining.prefix(64) { group.addTask { await fetch(id) } }
            remaining = remaining.dropFirst(64)
            while let member = await group.next() {
                if let member { found.append(member) }
                guard let id = remaining.popFirst() else { continue }
                group.addTask { await fetch(id) }
            }
            return found
        }
    }

    private func fetch(_ id: InstanceID) async -> Member? {
        do throws(ZooKeeperError) {
            guard let znode = try await session.get(layout.member(color, id)) else { return nil }
            return Member(id: id, member: FleetMember(data: znode.data))
        } catch {
            logger.info("Cannot read a member", metadata: [LogKeys.instanceID: "\(id)", LogKeys.error: "\(error)"])
            return nil
        }
    }
}
