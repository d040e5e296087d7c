import Coordination
import Eureka
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Keeps `/blue/<id>` and `/green/<id>` for managed instances that nobody else keeps them for.
///
/// By level: whenever something changed, and now and then, the members are made what the registry knows. One replica
/// does, the first by address; another goes on when it is gone.
struct MemberKeeper: Service {
    /// How long to let changes gather before members are looked at.
    static let pause: Duration = .milliseconds(200)
    /// How long an instance gets to make a znode of its own, if it does so at all.
    static let grace: EpochMilliseconds = 2_000
    /// How often they are looked at although nothing changed here.
    static let resync: Duration = .seconds(15)

    let book: RegistryBook
    let store: MemberStore
    let address: String

    func run() async throws {
        await cancelWhenGracefulShutdown { await self.work() }
    }

    private func work() async {
        guard let news = book.changes.listen() else { return }
        var known: [String: [MemberStore.Member]] = [:]
        var resyncDue = ContinuousClock.now
        var seen: Int64?
        var arrivals = Arrivals(grace: Self.grace)
        for await _ in news {
            guard (try? await Task.sleep(for: Self.pause, clock: .continuous)) != nil else { return }
            guard book.isLoaded, !book.isStoreAway, book.isFirst(address) else {
                known = [:]
                seen = nil
                arrivals = Arrivals(grace: Self.grace)
                continue
            }
            let isResync = ContinuousClock.now >= resyncDue
            guard isResync || seen == nil || book.read(\.membership).value != seen else { continue }
            let members = book.members(&arrivals)
            if isResync { resyncDue = .now + Self.resync }
            do {
                try await reconcile(members.byApp, &known, isWhole: isResync)
                seen = members.isComplete ? members.membership : nil
            } catch {
                known = [:]
                book.logger.info("Members are not kept yet", metadata: [LogKeys.error: "\(error)"])
            }
        }
    }

    private func reconcile(
        _ wanted: [String: [MemberStore.Member]], _ known: inout [String: [MemberStore.Member]], isWhole: Bool
    ) async throws {
        var apps = Set(wanted.keys).union(known.keys)
        if isWhole { apps.formUnion(try await store.knownApps()) }
        for app in apps.sorted() {
            let members = wanted[app] ?? []
            guard isWhole || known[app] != members else { continue }
            let changes = try await store.reconcile(app: app, members)
            known[app] = members.isEmpty ? nil : members
            guard changes > 0 else { continue }
            book.logger.info(
                "Members brought up to date", metadata: [LogKeys.app: "\(app)", LogKeys.count: "\(changes)"])
        }
    }
}

extension RegistryBook {
    /// Whether this replica is the one that acts where one is enough.
    func isFirst(_ address: String) -> Bool {
        state.withLockedValue { $0.replicas.others.allSatisfy { ($0.address, $0.id) > (address, id) } }
    }

    /// The managed instances of each app that no agent looks after, in order.
    ///
    /// - Returns: also whether none of them is young, and the membership of the registry that it shows.
    func members(
        _ arrivals: inout Arrivals
    ) -> (byApp: [String: [MemberStore.Member]], isComplete: Bool, membership: Int64) {
        let registry = read { $0 }.value
        arrivals.see(registry.keys, now: clock.now)
        var members: [String: [MemberStore.Member]] = [:]
        var isComplete = true
        for application in registry.applications.applications {
            for instance in application.instances {
                guard let color = instance.color, instance.metadata["agent"] != "bluegreen" else { continue }
                let isYoung = arrivals.isYoung(InstanceKey(app: application.name, id: instance.effectiveID))
                if isYoung { isComplete = false }
                let port = instance.port.isEnabled ? instance.port : instance.securePort
                let member = MemberStore.Member(
                    id: instance.effectiveID, color: color, endpoint: "\(instance.hostName):\(port.number)",
                    leaseSeconds: instance.lease.durationSeconds, isYoung: isYoung)
                members[application.name, default: []].append(member)
            }
        }
        return (members, isComplete, registry.membership)
    }
}
