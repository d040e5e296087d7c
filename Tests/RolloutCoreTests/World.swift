import RolloutCore

/// A small app with its registries, readers, record and clock, as plain values. It applies decisions and can lose them.
struct World {
    /// What goes wrong with one pass.
    enum Fault: CaseIterable {
        case none
        /// The leader dies with the decision in its head.
        case crashBeforeCommit
        /// The leader dies after the record was written, before the change was made.
        case crashAfterCommit
        /// The change is made, but reaches no registry.
        case changeLost
        /// The change reaches the first registry alone.
        case changeReachesOneRegistry
    }

    struct Member: Hashable {
        let id: InstanceID
        let color: Color
        /// What the instance says of itself.
        var claim: InstanceStatus
        /// By registry, in their order.
        var overrides: [InstanceStatus?]
        var readiness: Readiness
        var isRegistered: Bool
        var zone: String?
        /// False once its znode is gone.
        var isMember = true
    }

    struct Fetcher: Hashable {
        let address: String
        var isGateway: Bool
        var isAsleep: Bool
        var revision: Int64
        /// What it takes for UP.
        var known: [InstanceID]
        /// False from a restart of its registry until it fetches again.
        var isListed = true
        /// As its registry tells it.
        var listedUntil: Timestamp?
    }

    struct Site: Hashable {
        let name: String
        var revision: Int64
        var outage: String?
        /// A genuine Eureka server: no revision, no readers.
        var isBlind: Bool
        var fetchers: [Fetcher]
        /// When it was restarted last.
        var since: Timestamp?
    }

    var planner: Planner
    var now = Timestamp(milliseconds: 1_000_000)
    var intent: IntentReading
    var lastRevision: Int64 = 100
    var record: RolloutRecord?
    var history: [HistoryEntry] = []
    var requests: [RolloutRequest] = []
    var freezes: [String] = []
    var gateways: [GatewayReading] = []
    var readings: [QueryReading] = []
    /// Since when no gateway has reported again.
    var hang: Timestamp?
    /// What the gateway of `count` has counted of green.
    var counted = TrafficCounts()
    private var requestCount = 100
    var members: [Member]
    var sites: [Site]
    /// Every change that was tried, in order; `sites` tells what came of it.
    var changes: [String] = []
    var reasons: [String] = []
    var last: Decision?
    /// Whether the last `run` reached what it ran for.
    var isDone = false
    var violations: [String] = []
    /// Whose last change of ours reached one registry alone.
    var halfChanged: [InstanceID] = []

    /// `active` serves, the other color stands by; one registry and one gateway of our own, which has fetched everything.
    init(
        blue: Int = 3, green: Int = 3, active: Color = .blue, policy: RolloutPolicy = RolloutPolicy(),
        registries: Int = 1
    ) {
        planner = Planner(policy: policy)
        intent = .asked(Intent(color: active, revision: 100))
        members = []
        let gateway = Fetcher(address: "10.0.0.7", isGateway: true, isAsleep: false, revision: 0, known: [])
        sites = (1...registries).map { Site(name: "registry-\($0)", revision: 10, isBlind: false, fetchers: [gateway]) }
        for (color, count) in [(Color.blue, blue), (.green, green)] {
            for number in 0..<count { add("\(color)-\(number + 1)", color, isUp: color == active) }
        }
        fetch()
    }

    mutating func add(_ name: String, _ color: Color, isUp: Bool = false) {
        members.append(
            Member(
                id: InstanceID(rawValue: name), color: color, claim: .outOfService,
                overrides: sites.map { _ in isUp ? .up : nil }, readiness: .ready, isRegistered: true))
        bump()
    }

    // MARK: - What can be seen

    var observation: Observation {
        let fleets = PerColor(blue: fleet(.blue), green: fleet(.green))
        let reports = sites.map { site in
            if let outage = site.outage { return RegistryReport(name: site.name, answer: .unavailable(outage)) }
            let readers = site.fetchers.filter(\.isListed).map {
                Reader(
                    address: $0.address, userAgent: $0.isGateway ? "bluegreen" : "Java", revision: $0.revision,
                    isGateway: $0.isGateway, listedUntil: $0.listedUntil)
            }
            let answer: RegistryReport.Answer =
                site.isBlind
                ? .available(revision: nil, readers: nil)
                : .available(revision: site.revision, readers: readers, since: site.since)
            return RegistryReport(name: site.name, answer: answer)
        }
        return Observation(
            now: now, intent: intent, record: record, fleets: fleets, registries: reports, requests: requests,
            freezes: freezes, gateways: told, readings: readings)
    }

    /// What the gateways tell, each once a pass unless it hangs.
    private var told: [GatewayReading] {
        gateways.map { reading in
            var reading = reading
            reading.at = (hang ?? now).nanoseconds
            return reading
        }
    }

    func fleet(_ color: Color) -> Fleet {
        let instance = { (member: Member) in
            Instance(
                id: member.id, color: color, endpoint: Endpoint(host: "10.0.0.1", port: 8080), zone: member.zone,
                registration: registration(member), readiness: member.readiness)
        }
        let own = members.filter { $0.color == color }
        return Fleet(
            color: color, instances: own.filter(\.isMember).map(instance),
            departed: own.filter { !$0.isMember && $0.isRegistered }.map(instance))
    }

    private func registration(_ member: Member) -> Registration {
        if let outage = sites.compactMap(\.outage).first { return .unavailable(outage) }
        guard member.isRegistered else { return .missing }
        let statuses = sites.indices.map { status(member, at: $0) }
        guard statuses.allSatisfy({ $0 == statuses[0] }) else { return .disagreement("\(statuses)") }
        return .registered(statuses[0], override: member.overrides[0])
    }

    func status(_ member: Member, at site: Int) -> InstanceStatus {
        if member.claim == .down || member.claim == .starting { return member.claim }
        return member.overrides[site] ?? member.claim
    }

    func isServing(_ member: Member) -> Bool {
        member.isRegistered && member.readiness == .ready && sites.indices.allSatisfy { status(member, at: $0) == .up }
    }

    var serving: [String] { members.filter(isServing).map(\.id.rawValue) }
    var up: [String] { members.filter { $0.isRegistered && status($0, at: 0) == .up }.map(\.id.rawValue) }
    var phase: Phase? { record?.rollout?.phase }
    var reason: Reason? { record?.reason }

    // MARK: - What happens to it

    mutating func ask(_ color: Color) {
        lastRevision += 1
        intent = .asked(Intent(color: color, revision: lastRevision))
    }

    /// Asks for a color as the way back.
    mutating func rollBack(to color: Color) {
        lastRevision += 1
        intent = .asked(Intent(color: color, revision: lastRevision, by: "jo", isRollback: true))
    }

    mutating func request(_ verb: RolloutRequest.Verb, revision: Int64? = nil, comment: String? = nil) {
        requestCount += 1
        let meant = revision ?? record?.rollout?.revision ?? record?.failed?.revision ?? 0
        requests.append(
            RolloutRequest(id: "r-\(requestCount)", verb: verb, revision: meant, by: "maria", comment: comment))
    }

    mutating func write(_ text: String) {
        lastRevision += 1
        intent = .unreadable(text: text, revision: lastRevision)
    }

    mutating func update(_ name: String, _ body: (inout Member) -> Void) {
        for index in members.indices where members[index].id.rawValue == name { body(&members[index]) }
        bump()
    }

    mutating func updateFleet(_ color: Color, _ body: (inout Member) -> Void) {
        for index in members.indices where members[index].color == color { body(&members[index]) }
        bump()
    }

    mutating func remove(_ name: String) {
        members.removeAll { $0.id.rawValue == name }
        bump()
    }

    mutating func bump() {
        for index in sites.indices { sites[index].revision += 1 }
    }

    /// The registry remembers its instances, and none of its readers.
    mutating func restartRegistry(_ site: Int = 0) {
        sites[site].since = now
        sites[site].revision += 1
        for index in sites[site].fetchers.indices { sites[site].fetchers[index].isListed = false }
    }

    /// Everybody who is awake fetches.
    mutating func fetch() {
        for site in sites.indices where sites[site].outage == nil {
            let up = members.filter { $0.isRegistered && status($0, at: site) == .up }.map(\.id)
            for index in sites[site].fetchers.indices where !sites[site].fetchers[index].isAsleep {
                sites[site].fetchers[index].revision = sites[site].revision
                sites[site].fetchers[index].known = up
                sites[site].fetchers[index].isListed = true
            }
        }
    }

    // MARK: - Passes

    /// One pass: decide, check, apply.
    @discardableResult
    mutating func pass(_ fault: Fault = .none) -> Decision {
        let seen = observation
        let decision = planner.decide(seen)
        if planner.decide(seen) != decision { violations.append("two decisions on one observation") }
        last = decision
        if reasons.last != decision.reason.sentence { reasons.append(decision.reason.sentence) }
        guard fault != .crashBeforeCommit else { return decision }
        switch decision.action {
        case .hold: break
        case .commit(let commit): apply(commit)
        case .change(let change, let commit):
            if let commit { apply(commit) }
            checkStep(change)
            guard fault != .crashAfterCommit else { return decision }
            apply(change, fault)
        }
        return decision
    }

    /// Passes, with the readers fetching and the clock going on a second after each that changes nothing,
    /// until it `isThere`.
    @discardableResult
    mutating func run(_ passes: Int = 400, until isThere: (World) -> Bool = { $0.record?.rollout == nil }) -> Bool {
        isDone = false
        for _ in 0..<passes {
            let decision = pass()
            isDone = isThere(self)
            if isDone { return true }
            elapse(decision)
        }
        return false
    }

    mutating func passAndElapse() {
        let decision = pass()
        elapse(decision)
    }

    mutating func elapse(_ decision: Decision) {
        fetch()
        now = now + (decision.action.isHold || decision.wake != now ? .seconds(1) : .milliseconds(10))
    }

    private mutating func apply(_ commit: Decision.Commit) {
        record = commit.record
        if let entry = commit.history { history.append(entry) }
        if let color = commit.restoring { ask(color) }
        if let answer = commit.answer { requests.removeAll { $0 == answer.request } }
    }

    private mutating func apply(_ change: StatusChange, _ fault: Fault) {
        changes.append("\(change)")
        guard fault != .changeLost else { return }
        let before = members.count(where: isServing)
        for index in members.indices where members[index].id == change.instance && members[index].isRegistered {
            let reached = fault == .changeReachesOneRegistry ? 0..<1 : sites.indices
            for site in reached { members[index].overrides[site] = change.status }
        }
        halfChanged.removeAll { $0 == change.instance }
        if fault == .changeReachesOneRegistry { halfChanged.append(change.instance) }
        bump()
        if change.kind == .disable, before > 0, members.count(where: isServing) == 0 {
            violations.append("\(change) left nothing serving")
        }
    }
}

extension Decision.Action {
    var isHold: Bool { if case .hold = self { true } else { false } }
    var isChange: Bool { if case .change = self { true } else { false } }
}
