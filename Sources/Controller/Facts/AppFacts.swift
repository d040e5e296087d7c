import Coordination
import RolloutCore
import ZooKeeper

/// Everything known of one app, kept up by the followers and read by each pass.
struct AppFacts: Sendable {
    /// `/active_color` as last read; the outer nil means: not read yet.
    var intent: ZNode??
    var comments = IntentComments()
    /// What operators ask for; nil: not read yet.
    var requests: [RolloutRequest]?
    /// What counts when the app has no policy of its own.
    let configured: AppPolicy
    var policy = PolicyReading.unread
    /// The app's freeze; the outer nil means: not read yet.
    var freeze: Freeze??
    var common = CommonFacts()
    /// Sorted by id; nil: not read yet.
    var members: PerColor<[Member]?> = PerColor(blue: nil, green: nil)
    var registries: [RegistryFacts]
    var readiness = ReadinessFacts()
    /// Whether a rollout is under way, so that every verdict is needed soon.
    var isMoving = false
    /// What each gateway has counted of the app, as of the last time that was asked for.
    var gateways: [GatewayReading] = []
    /// What Prometheus is to be asked now.
    var analysisOrder: AnalysisOrder?
    /// What it answered to that; the newest of each check.
    var readings: [QueryReading] = []

    init(registries: [String], policy: AppPolicy = AppPolicy()) {
        configured = policy
        self.registries = registries.map { RegistryFacts(name: $0) }
    }

    /// Nil until everything was read once.
    func observation(now: Timestamp, record: RolloutRecord?) -> Observation? {
        guard let intent, let blue = members.blue, let green = members.green else { return nil }
        guard missing == nil else { return nil }
        let departed = departed(without: blue + green)
        let fleets = PerColor(
            blue: fleet(.blue, blue, departed, now), green: fleet(.green, green, departed, now))
        return Observation(
            now: now, intent: reading(intent), record: record, fleets: fleets,
            registries: registries.map(\.report), requests: requests ?? [], freezes: freezes(at: now),
            gateways: gateways, readings: readings)
    }

    /// What has not been read yet; nil when all has.
    var missing: String? {
        if intent == nil { return "/active_color" }
        if requests == nil { return "what operators ask for" }
        if case .unread = policy { return "the app's policy" }
        if freeze == nil || common.freeze == nil { return "what is frozen" }
        for color in Color.allCases where members[color] == nil { return "the members of /\(color)" }
        return registries.first { !$0.isKnown && $0.failure == nil }?.name
    }

    private func reading(_ znode: ZNode?) -> IntentReading {
        let reading = IntentStore.reading(znode)
        guard case .asked(let intent) = reading, let request = comments.request else { return reading }
        return .asked(
            Intent(
                color: intent.color, revision: intent.revision, by: request.by, comment: request.text,
                isRollback: request.kind == .rollback))
    }

    private func fleet(
        _ color: Color, _ members: [Member], _ departed: [(id: InstanceID, color: Color)], _ now: Timestamp
    ) -> Fleet {
        let instances = members.map { member in
            Instance(
                id: member.id, color: color, endpoint: member.member.endpoint, zone: zone(of: member.id),
                registration: registration(member.id),
                readiness: member.member.endpoint == nil
                    ? .unready("its znode holds no host:port") : readiness.verdict(on: member.id, now: now))
        }
        let gone = departed.filter { $0.color == color }.map { departed in
            Instance(
                id: departed.id, color: color, endpoint: nil, registration: registration(departed.id),
                readiness: .unready("it has no znode"))
        }
        return Fleet(color: color, instances: instances, departed: gone)
    }

    /// Registered with a color, without a znode in either.
    private func departed(without members: [Member]) -> [(id: InstanceID, color: Color)] {
        var found: [(id: InstanceID, color: Color)] = []
        for registry in registries {
            // Nearly always nobody is: counting is cheaper than comparing.
            let known = members.count { registry.entries[$0.id] != nil }
            guard known < registry.entries.count else { continue }
            let ids = Set(members.map(\.id))
            for (id, entry) in registry.entries where !ids.contains(id) {
                guard let color = entry.color, !found.contains(where: { $0.id == id }) else { continue }
                found.append((id, color))
            }
        }
        return found
    }

    /// As the first registry tells it that knows the instance.
    private func zone(of id: InstanceID) -> String? { registries.lazy.compactMap { $0.entries[id]?.zone }.first }

    /// What all registries together say of one instance.
    func registration(_ id: InstanceID) -> Registration {
        var seen: RegistryFacts.Entry?
        var isMissing = false
        var differs = false
        for registry in registries {
            if let failure = registry.failure { return .unavailable("\(registry.name): \(failure)") }
            guard let entry = registry.entries[id] else {
                isMissing = true
                continue
            }
            if let seen, seen.status != entry.status || seen.override != entry.override { differs = true }
            seen = seen ?? entry
        }
        guard let seen else { return .missing }
        guard isMissing || differs else { return .registered(seen.status, override: seen.override) }
        let said = registries.map { "\($0.name) says \($0.entries[id]?.status.rawValue ?? "nothing")" }
        return .disagreement(said.joined(separator: ", "))
    }
}
