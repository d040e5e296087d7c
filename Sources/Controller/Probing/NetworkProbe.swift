public import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
public import RolloutCore

/// Asks over the network: HTTP GET of the registered health URL where there is one, else a TCP connection.
///
/// The URL is an instance's own claim, so it is followed only to the endpoint's host, without redirects, and no more
/// than the head of the answer is read.
public struct NetworkProbe: ReadinessProbe {
    private let httpClient: HTTPClient
    private let timeout: Duration

    /// Gives each probe at most `timeout`, whether by HTTP or by TCP.
    public init(httpClient: HTTPClient, timeout: Duration = .seconds(1)) {
        self.httpClient = httpClient
        self.timeout = timeout
    }

    /// Ready when the health URL answers 2xx, or when a TCP connection is accepted where there is none.
    public func probe(_ target: ProbeTarget) async -> Readiness {
        if let url = target.healthCheckURL, !url.isEmpty {
            guard isOwn(url, of: target.endpoint) else {
                return .unready("its healthCheckUrl is not on its own host \(target.endpoint.host)")
            }
            return await get(url)
        }
        return await connect(to: target.endpoint)
    }

    private func isOwn(_ url: String, of endpoint: Endpoint) -> Bool {
        guard let parts = URLComponents(string: url), let host = parts.host else { return false }
        let isHTTP = parts.scheme == "http" || parts.scheme == "https"
        return isHTTP && parts.user == nil && host.lowercased() == endpoint.host.lowercased()
    }

    private func get(_ url: String) async -> Readiness {
        do {
            let request = HTTPClientRequest(url: url)
            let response = try await httpClient.execute(request, timeout: TimeAmount(timeout))
            let code = response.status.code
            return (200..<300).contains(code) ? .ready : .unready("its health check answers \(code)")
        } catch {
            return .unready("its health check does not answer")
        }
    }

    private func connect(to endpoint: Endpoint) async -> Readiness {
        do {
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(TimeAmount(timeout))
                .connect(host: endpoint.host, port: endpoint.port).get()
            try? await channel.close()
            return .ready
        } catch {
            return .unready("\(endpoint) refuses connections")
        }
    }
}
