import AsyncHTTPClient
import Eureka
import Foundation
import NIOCore
import NIOHTTP1
import RolloutCore
import TestSupport

/// A deployment with live instances behind a real nginx that asks a gateway.
struct NginxRig: Sendable {
    let deployment: Deployment
    let proxy: NginxServer
    let instances: [LiveInstance]
    let gatewayPort: Int

    static var example: String {
        get throws {
            let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent()
            return try String(contentsOf: root.appending(path: "Examples/nginx.conf"), encoding: .utf8)
        }
    }

    @discardableResult
    func startGateway() async throws -> ChildProcess {
        try await deployment.start(
            "gateway",
            [
                "gateway", "--proxy", "nginx", "--registry", "http://127.0.0.1:\(deployment.registryPort)/eureka",
                "--listen", "127.0.0.1:\(gatewayPort)",
            ])
    }

    /// Waits until the gateway says that nginx knows all that the registry lists.
    func awaitApplied(within deadline: Duration = .seconds(30)) async throws {
        try await eventually(within: deadline, "the gateway has applied everything") {
            guard let listing = try await self.deployment.registry.readers() else { return false }
            guard let gateway = listing.readers.first(where: \.gateway) else { return false }
            guard gateway.held.isEmpty else { throw Deployment.Failure("\(gateway.held)") }
            return gateway.revision == listing.revision
        }
    }

    /// What the gateway itself answers at a path: status, active color, body.
    func ask(_ path: String) async throws -> (code: UInt, color: String?, body: String) {
        let request = HTTPClientRequest(url: "http://127.0.0.1:\(gatewayPort)\(path)")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
        let body = String(buffer: try await response.body.collect(upTo: 4 << 20))
        return (response.status.code, response.headers.first(name: "X-Active-Color"), body)
    }

    /// One request through nginx; status and body.
    func get() async throws -> (UInt, String) {
        let request = HTTPClientRequest(url: "http://127.0.0.1:\(proxy.port)/")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
        return (response.status.code, String(buffer: try await response.body.collect(upTo: 1 << 16)))
    }
}

/// Runs `body` once blue serves through nginx; everything is gone afterwards.
func withNginx(_ body: @escaping @Sendable (NginxRig) async throws -> Void) async throws {
    let options = Deployment.Options(blue: 0, green: 0, controllers: 1)
    try await withLiveInstances { instances in
        let port = try FreePort.allocate()[0]
        let ports = Color.allCases.map { color in instances.filter { $0.color == color }.map(\.port) }
        let proxy = try NginxServer(example: try NginxRig.example, gateway: port, blue: ports[0], green: ports[1])
        do {
            try await withZooKeeper { server in
                try await withDeployment(on: server.connectString, options) { deployment in
                    let rig = NginxRig(deployment: deployment, proxy: proxy, instances: instances, gatewayPort: port)
                    do {
                        try await deployment.join(instances)
                        try await rig.startGateway()
                        try await proxy.start()
                        try await deployment.awaitServing(.blue)
                        try await rig.awaitApplied()
                        try await body(rig)
                    } catch {
                        let said = "\(deployment.logs)\n--- nginx\n\(proxy.output.suffix(6_000))"
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
