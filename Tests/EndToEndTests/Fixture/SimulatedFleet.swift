import Coordination
import Eureka
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import RolloutCore
import ZooKeeper

/// Instances that register over the real wire and keep ephemeral znodes, but share one listening socket.
final class SimulatedFleet: Sendable {
    private let app: AppName
    private let registry: EurekaClient
    private let client: ZooKeeperClient
    private let members = NIOLockedValueBox<[(id: String, color: Color)]>([])
    private let listener = NIOLockedValueBox<(any Channel)?>(nil)

    init(app: AppName, registry: EurekaClient, client: ZooKeeperClient) {
        self.app = app
        self.registry = registry
        self.client = client
    }

    var ids: PerColor<[String]> {
        members.withLockedValue { members in
            PerColor(
                blue: members.filter { $0.color == .blue }.map(\.id),
                green: members.filter { $0.color == .green }.map(\.id))
        }
    }

    func expectedStatuses(serving color: Color) -> [String: String] {
        members.withLockedValue { members in
            Dictionary(uniqueKeysWithValues: members.map { ($0.id, $0.color == color ? "UP" : "OUT_OF_SERVICE") })
        }
    }

    func join(blue: Int, green: Int, layout: ZNodeLayout) async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .bind(host: "127.0.0.1", port: 0).get()
        listener.withLockedValue { $0 = channel }
        for color in Color.allCases { try await client.createPath(layout.fleet(color)) }
        let names = [(Color.blue, blue), (.green, green)].flatMap { color, count in
            (0..<count).map { (color, "\(color)-\($0 + 1)") }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, (color, id)) in names.enumerated() {
                if index >= 16 { try await group.next() }
                group.addTask { try await self.join(id, color, layout: layout) }
            }
            try await group.waitForAll()
        }
    }

    /// - Parameter live: where it really listens, with a health check; nil: where all simulated ones do.
    func join(_ id: String, _ color: Color, live: Int? = nil, layout: ZNodeLayout) async throws {
        let port = live ?? listener.withLockedValue { $0?.localAddress?.port } ?? 1
        var info = InstanceInfo(
            app: app.rawValue, id: id, hostName: "127.0.0.1", ipAddress: "127.0.0.1", port: port, status: .outOfService)
        info.metadata = ["color": color.rawValue]
        if live != nil { info.healthCheckURL = "http://127.0.0.1:\(port)/health" }
        info.lease = LeaseInfo(renewalIntervalSeconds: 3600, durationSeconds: 36_000)
        try await registry.register(info)
        try await client.create(
            layout.member(color, InstanceID(rawValue: id)), Array("127.0.0.1:\(port)".utf8), mode: .ephemeral)
        members.withLockedValue { $0.append((id, color)) }
    }

    /// Counts an instance that joins by itself.
    func note(_ id: String, _ color: Color) {
        members.withLockedValue { $0.append((id, color)) }
    }

    /// The instance goes away altogether.
    func leave(_ id: String, _ color: Color, layout: ZNodeLayout) async throws {
        try await client.delete(layout.member(color, InstanceID(rawValue: id)))
        try await registry.cancel(app: app.rawValue, id: id)
        members.withLockedValue { $0.removeAll { $0.id == id } }
    }
}
