import Coordination
import Logging
import RolloutCore
import ZooKeeper

/// Keeps the members of one color up to date: names by a watch, data when a name is new and at every resync.
///
/// Data is not watched: a watch for each of a thousand members would have to be sent again on every reconnect. A fleet
/// is published whole or not at all: a member that could not be read is not a member that is gone.
struct FleetFollower: Sendable {
    let layout: ZNodeLayout
    let color: Color
    let session: any ZooKeeperSession
    let board: FactBoard
    let resync: Duration
    let logger: Logger

    /// More members than this are not read; the rest of the fleet is left alone and said so.
    static let memberLimit = 5_000
    /// How soon a fleet that could not be read is read again.
    static let retry: Duration = .milliseconds(500)
    /// How many members are read at once.
    static let concurrency = 64

    /// One task reads, so that no older reading can overtake a newer one; the others only say when.
    func run() async {
        let look = WakeSignal()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in session.observeChildren(of: layout.fleet(color)) { look.wake() }
            }
            group.addTask {
                // Not all fleets at the same moment.
                try? await Task.sleep(for: resync * Double.random(in: 0..<1))
                while (try? await Task.sleep(for: resync)) != nil { look.wake() }
            }
            group.addTask { await readRepeatedly(look) }
            await group.next()
            group.cancelAll()
        }
    }

    private func readRepeatedly(_ look: WakeSignal) async {
        var wholeReadingDue = ContinuousClock.now
        for await _ in look.calls {
            let isWhole = ContinuousClock.now >= wholeReadingDue
            do throws(ZooKeeperError) {
                try await read(keepingKnown: !isWhole)
                if isWhole { wholeReadingDue = .now + resync }
            } catch {
                logger.info(
                    "Cannot read a fleet; what was read before is kept",
                    metadata: [LogKeys.color: "\(color)", LogKeys.error: "\(error)"])
                try? await Task.sleep(for: Self.retry)
                look.wake()
            }
        }
    }

    private func read(keepingKnown: Bool) async throws(ZooKeeperError) {
        let names = try await session.children(of: layout.fleet(color))?.names ?? []
        if names.count > Self.memberLimit {
            logger.error("Too many members: the rest is left alone", metadata: [LogKeys.color: "\(color)"])
        }
        let ids = names.prefix(Self.memberLimit).map { InstanceID(rawValue: ZNodePath.decoded($0)) }
        var known: [InstanceID: Member] = [:]
        if keepingKnown {
            for member in board.read({ $0.members[color] }) ?? [] { known[member.id] = member }
        }
        for member in try await fetch(ids.filter { known[$0] == nil }) { known[member.id] = member }
        let members = ids.compactMap { known[$0] }.sorted { $0.id < $1.id }
        board.update { facts in
            guard facts.members[color] != members else { return false }
            facts.members[color] = members
            return true
        }
        board.members.wake()
    }

    /// Reads with a bounded number of requests under way; only members that are gone are left out.
    private func fetch(_ ids: [InstanceID]) async throws(ZooKeeperError) -> [Member] {
        let results = await withTaskGroup(of: Result<Member?, ZooKeeperError>.self) { group in
            var results: [Result<Member?, ZooKeeperError>] = []
            var remaining = ids[...]
            for id in remaining.prefix(Self.concurrency) { group.addTask { await fetch(id) } }
            remaining = remaining.dropFirst(Self.concurrency)
            while let result = await group.next() {
                results.append(result)
                guard let id = remaining.popFirst() else { continue }
                group.addTask { await fetch(id) }
            }
            return results
        }
        var members: [Member] = []
        for result in results {
            if let member = try result.get() { members.append(member) }
        }
        return members
    }

    private func fetch(_ id: InstanceID) async -> Result<Member?, ZooKeeperError> {
        do throws(ZooKeeperError) {
            let znode = try await session.get(layout.member(color, id))
            return .success(znode.map { Member(id: id, member: FleetMember(data: $0.data)) })
        } catch {
            return .failure(error)
        }
    }
}
