public import AsyncHTTPClient
import Eureka
import Foundation
import NIOCore
import NIOHTTP1
import RolloutCore

/// Asks one Prometheus for single numbers.
///
/// Each query has a deadline and is tried once. Credentials in the address are sent as Basic authentication and appear in
/// no description.
public struct PrometheusClient: Sendable, CustomStringConvertible {
    /// Longer answers are not read: one number is expected.
    private static let maximumBodySize = 1_048_576

    private let url: String
    private let credential: BasicCredential?
    private let httpClient: HTTPClient
    private let timeout: Duration

    /// - Parameters:
    ///   - address: `http://user:password@host:port`, with the prefix of its paths where there is one.
    ///   - timeout: for a whole query.
    /// - Returns: nil when it is no such address.
    public init?(address: String, httpClient: HTTPClient, timeout: Duration = .seconds(5)) {
        guard var parts = URLComponents(string: address), let host = parts.host, !host.isEmpty,
            parts.scheme == "http" || parts.scheme == "https", parts.query == nil, parts.fragment == nil
        else { return nil }
        credential = parts.user.flatMap { BasicCredential("\($0):\(parts.password ?? "")") }
        parts.user = nil
        parts.password = nil
        guard var url = parts.string else { return nil }
        while url.last == "/" { url.removeLast() }
        self.url = url
        self.httpClient = httpClient
        self.timeout = timeout
    }

    /// The address without credentials.
    public var description: String { url }

    /// The value of a query now, or why there is none.
    func value(of query: String) async -> QueryReading.Result {
        var request = HTTPClientRequest(url: "\(url)/api/v1/query")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "User-Agent", value: "bluegreen-controller")
        if let credential { request.headers.add(name: "Authorization", value: credential.header) }
        let text = query.addingPercentEncoding(withAllowedCharacters: Self.unreserved) ?? ""
        request.body = .bytes(ByteBuffer(string: "query=\(text)&timeout=\(max(1, timeout.components.seconds))s"))
        return await answer(to: request)
    }

    /// The deadline of the HTTP client ends at the head of the answer.
    private func answer(to request: HTTPClientRequest) async -> QueryReading.Result {
        await withTaskGroup(of: QueryReading.Result.self) { group in
            group.addTask {
                do {
                    let response = try await httpClient.execute(request, timeout: TimeAmount(timeout))
                    let body = try await response.body.collect(upTo: Self.maximumBodySize)
                    return PrometheusAnswer(
                        status: Int(response.status.code), body: Array(body.readableBytesView)
                    ).result
                } catch is NIOTooManyBytesError {
                    return .inconclusive("the answer is too large")
                } catch {
                    return .inconclusive("Prometheus cannot be reached")
                }
            }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return .inconclusive("Prometheus does not answer in time")
            }
            defer { group.cancelAll() }
            return await group.next() ?? .inconclusive("Prometheus cannot be reached")
        }
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
