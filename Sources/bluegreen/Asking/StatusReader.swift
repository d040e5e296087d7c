import Coordination
import Eureka
import RolloutCore
import ZooKeeper

/// Gathers what `status` and `instances` show: from ZooKeeper, and from the registries as far as they answer.
struct StatusReader: Sendable {
    let layout: ZNodeLayout
    let session: any ZooKeeperSession
    let registries: [EurekaClient]
    let advice: Advice

    /// What was read before and need not be read again.
    struct Memory: Sendable {
        fileprivate var members: [MemberReading] = []
        fileprivate var membersDue = ContinuousClock.now
        fileprivate var history: [HistoryEntry] = []
        /// The numbers of the next rollout and of the one under way, when the history was read.
        fileprivate var numbers: [Int]?
    }

    func read(now: Timestamp) async throws -> StatusReport {
        var memory = Memory()
        return try await read(now: now, &memory).report
    }

    /// ZooKeeper must answer; a registry that does not is told as such.
    ///
    /// - Returns: with the newest entries of the history, newest first.
    func read(now: Timestamp, _ memory: inout Memory) async throws -> (report: StatusReport, history: [HistoryEntry]) {
        try await session.sync(layout.activeColor)
        async let readings = readRegistries()
        let intent = try await session.get(layout.activeColor)
        let record = try await RecordStore(layout: layout, session: session).read()?.record
        try await readHistory(record, &memory)
        let leader = try await session.get(ZNodeLayout.leader)
        let epoch = try await session.stat(of: ZNodeLayout.epoch)
        try await readMembers(&memory)
        let freezes = try await readFreezes(now)
        let policy = try await session.stat(of: layout.policy)
        let controllers = try await readControllers()
        // The znode of the leader and that of the controller belong to one session.
        let leading = leader.flatMap { leader in controllers.first { $0.owner == leader.stat.ephemeralOwner } }
        let answers = await readings
        let report = StatusReport(
            asOf: Moment(now), app: layout.app.rawValue, activeColor: StatusReport.Asked(IntentStore.reading(intent)),
            leader: leader.map {
                StatusReport.Leader(
                    id: leading?.controller.id, address: $0.text ?? "unknown",
                    epoch: epoch.map { Int64($0.version.rawValue) })
            },
            controllers: controllers.map(\.controller), record: record, registries: answers.map(\.report),
            instances: InstanceRow.rows(members: memory.members, readings: answers), last: memory.history.first,
            freezes: freezes, hasOwnPolicy: policy != nil, advice: advice)
        return (report, memory.history)
    }

    /// Anew when a rollout has begun or ended.
    private func readHistory(_ record: RolloutRecord?, _ memory: inout Memory) async throws {
        let numbers = [record?.nextNumber ?? 0, record?.rollout?.number ?? 0]
        guard numbers != memory.numbers else { return }
        memory.history = try await HistoryStore(layout: layout, session: session).latest(3)
        memory.numbers = numbers
    }

    private func readFreezes(_ now: Timestamp) async throws -> [FreezeRow] {
        let store = FreezeStore(session: session)
        let own = try await store.read(layout.freeze)
        let all = try await store.read(ZNodeLayout.freeze)
        return [(all, nil), (own, layout.app.rawValue)].compactMap { freeze, app in
            freeze.flatMap { $0.isInForce(at: now) ? FreezeRow($0, app: app) : nil }
        }
    }

    private func readControllers() async throws -> [(controller: StatusReport.Controller, owner: SessionID?)] {
        var found: [(controller: StatusReport.Controller, owner: SessionID?)] = []
        for name in try await session.children(of: ZNodeLayout.controllers)?.names ?? [] {
            let id = ZNodePath.decoded(name)
            guard let znode = try await session.get(ZNodeLayout.controller(id)), let data = znode.data else { continue }
            guard let info = try? ControllerInfo(data: data) else { continue }
            let controller = StatusReport.Controller(
                id: id, address: info.address, version: info.version, since: Moment(info.since))
            found.append((controller, znode.stat.ephemeralOwner))
        }
        return found
    }

    /// Names every time; what a member's znode holds hardly ever changes, and a fleet may have a thousand of them.
    private func readMembers(_ memory: inout Memory) async throws {
        let isDue = ContinuousClock.now >= memory.membersDue
        var known: [InstanceID: MemberReading] = [:]
        if !isDue { for member in memory.members { known[member.id] = member } }
        var found: [MemberReading] = []
        for color in Color.allCases {
            for name in try await session.children(of: layout.fleet(color))?.names ?? [] {
                let id = InstanceID(rawValue: ZNodePath.decoded(name))
                if let member = known[id], member.color == color {
                    found.append(member)
                } else if let znode = try await session.get(layout.member(color, id)) {
                    found.append(MemberReading(id: id, color: color, member: FleetMember(data: znode.data)))
                }
            }
        }
        memory.members = found
        if isDue { memory.membersDue = .now + .seconds(15) }
    }

    private func readRegistries() async -> [RegistryReading] {
        await withTaskGroup(of: (Int, RegistryReading).self) { group in
            for (index, client) in registries.enumerated() {
                group.addTask { (index, await reading(of: client)) }
            }
            var found: [(Int, RegistryReading)] = []
            for await reading in group { found.append(reading) }
            return found.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func reading(of client: EurekaClient) async -> RegistryReading {
        do throws(EurekaError) {
            guard case .changed(let instances, _, let revision) = try await client.application(layout.app.rawValue)
            else {
                return RegistryReading(name: "\(client)", failure: "it answered nothing")
            }
            let entries = instances.map { instance in
                RegistryReading.Entry(
                    id: InstanceID(rawValue: instance.effectiveID),
                    status: InstanceStatus(rawValue: instance.status.rawValue) ?? .unknown,
                    color: instance.color.flatMap(Color.init),
                    endpoint: Endpoint(host: instance.hostName, port: instance.port.number))
            }
            return RegistryReading(name: "\(client)", revision: revision, entries: entries)
        } catch {
            return RegistryReading(name: "\(client)", failure: error.message)
        }
    }
}
