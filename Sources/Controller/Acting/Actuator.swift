import AsyncHTTPClient
import Coordination
import Eureka
import Logging
import NIOCore
import NIOHTTP1
import RolloutCore
import ZooKeeper

/// Makes one step: tells every registry, then reads it back from each. Nothing is sent without the lease to do so.
struct Actuator: Sendable {
    let app: AppName
    let followers: [RegistryFollower]
    let board: FactBoard
    let leadership: Leadership
    let settings: RolloutController.Configuration
    let httpClient: HTTPClient
    let probe: any ReadinessProbe
    let now: @Sendable () -> Timestamp
    /// When this leader took over.
    let start: ContinuousClock.Instant = .now

    /// Looks once more right before a step, since facts are as old as the last look: at the instance that is to be
    /// enabled, or at those that are to serve in place of the one disabled.
    ///
    /// - Returns: false when what the step was decided on does not hold any more; the facts are up to date then.
    func isStillRight(_ change: StatusChange) async -> Bool {
        switch change.kind {
        case .enable: return await isReady(change.instance)
        case .disable:
            let isCurrent = await confirmListings()
            return await confirmReadiness(of: change.color.opposite) && isCurrent
        }
    }

    private func isReady(_ id: InstanceID) async -> Bool {
        guard let target = board.read({ Prober.target(of: id, in: $0) }) else { return false }
        let verdict = await probe.probe(target)
        board.update { $0.readiness.note(verdict, on: id, at: now()) }
        return verdict == .ready
    }

    /// Asks registries again whose listing is older than two rounds: after a pause of this process, all of them.
    private func confirmListings() async -> Bool {
        let limit = ContinuousClock.now - max(settings.registryInterval, RegistryWatch.shortest) * 2
        var isCurrent = true
        for follower in followers where board.read({ $0.registries[follower.index].confirmedAt ?? limit }) <= limit {
            await follower.refresh()
            isCurrent = false
        }
        return isCurrent
    }

    /// Probes the fleet that is to serve, when it is small enough to be down all at once between two sweeps.
    private func confirmReadiness(of color: Color) async -> Bool {
        let facts = board.current
        let members = facts.members[color] ?? []
        guard members.count <= Self.smallFleet else { return true }
        return await withTaskGroup(of: Bool.self) { group in
            for member in members {
                guard let target = Prober.target(of: member.id, in: facts) else { continue }
                group.addTask {
                    let verdict = await probe.probe(target)
                    let before = facts.readiness.verdict(on: member.id, now: now())
                    board.update { $0.readiness.note(verdict, on: member.id, at: now()) }
                    // Words may differ from one refusal to the next.
                    return (verdict == .ready) == (before == .ready)
                }
            }
            return await group.reduce(true) { $0 && $1 }
        }
    }

    private static let smallFleet = 16

    func apply(_ change: StatusChange) async throws(ActuationError) {
        await outwaitPredecessor()
        switch settings.flipThrough {
        case .registry: try await tellRegistries(change)
        // Whoever has left tells no registry any more.
        case .instance where isMember(change): try await tellInstance(change)
        case .instance: try await tellRegistries(change)
        }
        for follower in followers { try await readBack(change, from: follower) }
    }

    private func isMember(_ change: StatusChange) -> Bool {
        board.read { facts in facts.members[change.color]?.contains { $0.id == change.instance } == true }
    }

    /// Whoever does not check epochs may still get a call that the former leader sent: it has timed out after this.
    private func outwaitPredecessor() async {
        let checksEpochs =
            settings.flipThrough == .registry && board.read { $0.registries.allSatisfy { $0.revision != nil } }
        guard !checksEpochs else { return }
        try? await Task.sleep(until: start + settings.callTimeout, clock: .continuous)
    }

    private func tellRegistries(_ change: StatusChange) async throws(ActuationError) {
        for follower in followers {
            try await holdLease()
            do throws(EurekaError) {
                try await follower.client.setStatus(
                    app: app.rawValue, id: change.instance.rawValue, to: EurekaStatus(change.status),
                    epoch: leadership.epoch)
            } catch {
                if error.code == .staleEpoch { throw .deposed }
                // The answer may be lost although the change was made: only reading back tells.
                if error.code == .notFound { continue }
                follower.fail(error)
                throw .registry("\(follower.client)", error.message)
            }
        }
    }

    /// As the original system does: the instance asks the registry itself. Its answer is not believed, only read back.
    private func tellInstance(_ change: StatusChange) async throws(ActuationError) {
        let member = board.read { facts in facts.members[change.color]?.first { $0.id == change.instance }?.member }
        guard let endpoint = member?.control ?? member?.endpoint else {
            throw .instance(change.instance, "its znode holds no host:port")
        }
        try await holdLease()
        let order = InstanceOrder(
            change: change, endpoint: endpoint, epoch: leadership.epoch, credential: settings.instanceCredential)
        let code: UInt
        do {
            code = try await httpClient.execute(order.request, timeout: TimeAmount(settings.callTimeout)).status.code
        } catch {
            throw .instance(change.instance, "POST /eureka/setStatus to \(endpoint) was not answered")
        }
        guard code != 401 else {
            throw .instance(
                change.instance, "POST /eureka/setStatus to \(endpoint) was answered 401: see controller.instanceAuth")
        }
        guard code == 200 else {
            throw .instance(change.instance, "POST /eureka/setStatus to \(endpoint) was answered \(code)")
        }
    }

    private func readBack(_ change: StatusChange, from follower: RegistryFollower) async throws(ActuationError) {
        do throws(EurekaError) {
            let reading = try await follower.client.reading(app: app.rawValue, id: change.instance.rawValue)
            board.update { facts in
                facts.registries[follower.index].take(reading.instance, id: change.instance, revision: reading.revision)
                return false
            }
        } catch {
            follower.fail(error)
            throw .registry("\(follower.client)", error.message)
        }
    }

    /// The lease must outlast the call, or a successor could act while it is still under way.
    private func holdLease() async throws(ActuationError) {
        guard leadership.holds(for: settings.callTimeout) else { throw .leaseTooShort }
    }
}

/// Why a step was not made, or is not known to be.
enum ActuationError: Error, CustomStringConvertible {
    /// The registry has seen a later leader.
    case deposed
    /// ZooKeeper was not heard of for too long to be sure of leading.
    case leaseTooShort
    case registry(String, String)
    case instance(InstanceID, String)

    var description: String {
        switch self {
        case .deposed: "a later leader has taken over"
        case .leaseTooShort: "ZooKeeper was not heard of lately: nothing is changed until it is"
        case .registry(let name, let why): "the registry \(name): \(why)"
        case .instance(let id, let why): "\(id): \(why)"
        }
    }
}

extension EurekaStatus {
    init(_ status: InstanceStatus) {
        self = EurekaStatus(rawValue: status.rawValue) ?? .unknown
    }
}
