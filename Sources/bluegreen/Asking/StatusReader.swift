import Coordination
import Eureka
import RolloutCore
import ZooKeeper

/// Gathers what `status` and `instances` show: from ZooKeeper, and from the registries as far as they answer.
struct StatusReader: Sendable {
    let layout: ZNodeLayout
    let session: any ZooKeeperSession
    let registries: [EurekaClient]

    /// ZooKeeper must answer; a registry that does not is told as such.
    func read(now: Timestamp) async throws -> StatusReport {
        try await session.sync(layout.activeColor)
        async let readings = readRegistries()
        let intent = try await session.get(layout.activeColor)
        let record = try await RecordStore(layout: layout, session: session).read()?.record
        let history = try await HistoryStore(layout: layout, session: session).latest(1)
        let leader = try await session.get(ZNodeLayout.leader)
        let epoch = try await session.stat(of: ZNodeLayout.epoch)
        let members = try await readMembers()
        let answers = await readings
        return StatusReport(
            asOf: Moment(now), app: layout.app.rawValue, activeColor: StatusReport.Asked(IntentStore.reading(intent)),
            leader: leader.map {
                StatusReport.Leader(address: $0.text ?? "unknown", epoch: epoch.map { Int64($0.version.rawValue) })
            },
            controllers: try await readControllers(), record: record, registries: answers.map(\.report),
            instances: InstanceRow.rows(members: members, readings: answers), last: history.first)
    }

    private func readControllers() async throws -> [StatusReport.Controller] {
        var found: [StatusReport.Controller] = []
        for name in try await session.children(of: ZNodeLayout.controllers)?.names ?? [] {
            let id = ZNodePath.decoded(name)
            guard let data = try await session.get(ZNodeLayout.controller(id))?.data else { continue }
            guard let info = try? ControllerInfo(data: data) else { continue }
            found.append(.init(id: id, address: info.address, version: info.version, since: Moment(info.since)))
        }
        return found
    }

    private func readMembers() async throws -> [MemberReading] {
        var found: [MemberReading] = []
        for color in Color.allCases {
            for name in try await session.children(of: layout.fleet(color))?.names ?? [] {
                let id = InstanceID(rawValue: ZNodePath.decoded(name))
                guard let znode = try await session.get(layout.member(color, id)) else { continue }
                found.append(MemberReading(id: id, color: color, member: FleetMember(data: znode.data)))
            }
        }
        return found
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
