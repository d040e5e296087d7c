import AsyncHTTPClient
import HAProxy
import NIOCore
import NIOHTTP1
import RolloutCore

/// Asks how many requests one instance has in hand, each time within a deadline.
struct InFlightMeter: Sendable {
    let source: InFlightSource
    /// `host:port` by which HAProxy knows the instance.
    let address: String
    let timeout: Duration
    let httpClient: HTTPClient

    private static let bodyLimit = 4 << 20

    /// - Throws: `InFlightError`, or what the connection failed with.
    func count() async throws -> Int {
        switch source {
        case .http(let url):
            return try await ask(url)
        case .haproxy(let path):
            let text = try await RuntimeSocket(path: path, timeout: timeout).send("show stat")
            return try HAProxyStatistics.sessions(at: address, in: text)
        }
    }

    private func ask(_ url: String) async throws -> Int {
        let parts = url.split(separator: "#", maxSplits: 1)
        var request = HTTPClientRequest(url: String(parts[0]))
        request.headers.add(name: "User-Agent", value: "bluegreen-agent")
        request.headers.add(name: "Accept", value: "text/plain")
        let response = try await httpClient.execute(request, timeout: TimeAmount(timeout))
        guard response.status == .ok else { throw InFlightError("answered \(response.status.code)") }
        let text = String(buffer: try await response.body.collect(upTo: Self.bodyLimit))
        return try Self.number(in: text, metric: parts.count == 2 ? String(parts[1]) : nil)
    }

    static func number(in text: String, metric: String?) throws(InFlightError) -> Int {
        let value: Double?
        if let metric {
            value = PrometheusSamples(of: metric, in: text).sum
        } else {
            value = Double(text.filter { !$0.isWhitespace })
        }
        guard let value, value >= 0, value < 1e9 else {
            throw InFlightError(metric.map { "no usable sample of \($0) in the answer" } ?? "the answer is no number")
        }
        return Int(value.rounded(.up))
    }
}
