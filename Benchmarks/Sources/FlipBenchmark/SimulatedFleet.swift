import Coordination
import Eureka
import NIOCore
import NIOPosix
import RolloutCore
import ZooKeeper

/// Instances that register over the real wire and keep ephemeral znodes, but share one listening socket.
struct SimulatedFleet {
    let app: AppName
    let size: Int
    let registry: EurekaClient
    let client: ZooKeeperClient
    let layout: ZNodeLayout

    private static let lanes = 16

    /// Registers all of both colors; what is returned accepts the connections of the controller's probe.
    func join() async throws -> any Channel {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 1
        for color in Color.allCases { try await client.createPath(layout.fleet(color)) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<Self.lanes {
                group.addTask {
                    for number in stride(from: lane, to: 2 * size, by: Self.lanes) {
                        try await join(number % size, number < size ? .blue : .green, port)
                    }
                }
            }
            try await group.waitForAll()
        }
        return channel
    }

    private func join(_ number: Int, _ color: Color, _ port: Int) async throws {
        let id = "\(color)-\(number + 1)"
        var info = InstanceInfo(
            app: app.rawValue, id: id, hostName: "127.0.0.1", ipAddress: "127.0.0.1", port: port, status: .outOfService)
        info.metadata = ["color": color.rawValue]
        info.lease = LeaseInfo(renewalIntervalSeconds: 3600, durationSeconds: 36_000)
        try await registry.register(info)
        try await client.create(
            layout.member(color, InstanceID(rawValue: id)), Array("127.0.0.1:\(port)".utf8), mode: .ephemeral)
    }
}
