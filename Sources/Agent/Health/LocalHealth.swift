import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import RolloutCore

/// Probes one endpoint, each time within a deadline.
struct LocalHealth: Sendable {
    let probe: HealthProbe
    let endpoint: Endpoint
    let timeout: Duration
    let httpClient: HTTPClient

    /// Why the instance is not well, in one phrase; nil when it is.
    func failure() async -> String? {
        do {
            switch probe {
            case .http(let url): return try await httpFailure(url)
            case .tcp: return try await tcpFailure()
            }
        } catch {
            return "\(error)"
        }
    }

    private func httpFailure(_ url: String) async throws -> String? {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "User-Agent", value: "bluegreen-agent")
        request.headers.add(name: "Connection", value: "close")
        let response = try await httpClient.execute(request, timeout: TimeAmount(timeout))
        return (200..<300).contains(response.status.code) ? nil : "answered \(response.status.code)"
    }

    private func tcpFailure() async throws -> String? {
        let channel = try await ClientBootstrap(group: NIOSingletons.posixEventLoopGroup)
            .connectTimeout(TimeAmount(timeout))
            .connect(host: endpoint.host, port: endpoint.port)
            .get()
        try? await channel.close()
        return nil
    }
}
