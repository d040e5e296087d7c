import AsyncHTTPClient
import Eureka
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import RolloutCore
import TestSupport

/// A deployment with live instances behind a real HAProxy that a gateway drives.
struct GatewayRig: Sendable {
    let deployment: Deployment
    let proxy: HAProxyServer
    let instances: [LiveInstance]
    let gatewayPort: Int

    static var example: String {
        get throws {
            let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent()
            return try String(contentsOf: root.appending(path: "Examples/haproxy.cfg"), encoding: .utf8)
        }
    }

    func instance(_ id: String) throws -> LiveInstance {
        guard let found = instances.first(where: { $0.id == id }) else { throw Deployment.Failure("no \(id)") }
        return found
    }

    @discardableResult
    func startGateway() async throws -> ChildProcess {
        try await deployment.start(
            "gateway",
            [
                "gateway", "--registry", "http://127.0.0.1:\(deployment.registryPort)/eureka", "--socket", proxy.socket,
                "--fragment", proxy.fragment, "--check", proxy.check, "--drain", "5s", "--listen",
                "127.0.0.1:\(gatewayPort)",
            ])
    }

    /// Waits until the gateway says that the proxy is as the registry asks.
    func awaitApplied(within deadline: Duration = .seconds(30)) async throws {
        try await eventually(within: deadline, "the gateway has applied everything") {
            guard let listing = try await self.deployment.registry.readers() else { return false }
            guard let gateway = listing.readers.first(where: \.gateway) else { return false }
            guard gateway.held.isEmpty else { throw Deployment.Failure("\(gateway.held)") }
            return gateway.revision == listing.revision
        }
    }

    /// Sends one line to HAProxy's runtime socket, past the gateway, and returns the answer.
    @discardableResult
    func tellProxy(_ line: String) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(unixDomainSocketPath: proxy.socket) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: line + "\n"))
            var answer = ""
            for try await part in inbound { answer += String(buffer: part) }
            return answer.trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    /// What the gateway answers at `/metrics`.
    func metrics() async throws -> String {
        let request = HTTPClientRequest(url: "http://127.0.0.1:\(gatewayPort)/metrics")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
        return String(buffer: try await response.body.collect(upTo: 4 << 20))
    }

    /// One request; status and body.
    func get(_ headers: [(String, String)] = [], within deadline: TimeAmount = .seconds(5)) async throws -> (
        UInt, String
    ) {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(proxy.port)/")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        let response = try await HTTPClient.shared.execute(request, timeout: deadline)
        return (response.status.code, String(buffer: try await response.body.collect(upTo: 1 << 16)))
    }
}

/// Runs `body` once blue serves through the proxy; everything is gone afterwards.
func withGateway(
    _ environment: [String: String] = [:], allowing network: String = "127.0.0.0/8", controllers: Int = 1,
    _ body: @escaping @Sendable (GatewayRig) async throws -> Void
) async throws {
    let quick = [
        "BLUEGREEN_GATEWAY_SERVER_OPTIONS": "check inter 300ms fastinter 100ms", "BLUEGREEN_GATEWAY_AFTER_RELOAD": "1s",
    ]
    let environments = ["gateway": quick.merging(environment) { $1 }]
    let options = Deployment.Options(blue: 0, green: 0, controllers: controllers, environments: environments)
    try await withLiveInstances { instances in
        let proxy = try HAProxyServer(example: try GatewayRig.example, allowing: network)
        do {
            try await withZooKeeper { server in
                try await withDeployment(on: server.connectString, options) { deployment in
                    let port = try FreePort.allocate()[0]
                    let rig = GatewayRig(
                        deployment: deployment, proxy: proxy, instances: instances, gatewayPort: port)
                    do {
                        try await deployment.join(instances)
                        try await rig.startGateway()
                        try await eventually(within: .seconds(30), "the gateway has written its file") {
                            FileManager.default.fileExists(atPath: proxy.fragment)
                        }
                        try await proxy.start()
                        try await deployment.awaitServing(.blue)
                        try await rig.awaitApplied()
                        try await body(rig)
                    } catch {
                        let said = "\(deployment.logs)\n--- haproxy\n\(proxy.output.suffix(6_000))"
                        throw Deployment.Failure("\(error)\n\(said)")
                    }
                }
            }
        } catch {
            await proxy.remove()
            throw error
        }
        await proxy.remove()
    }
}
