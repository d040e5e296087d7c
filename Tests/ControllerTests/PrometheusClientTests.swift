import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import RolloutCore
import TestSupport
import Testing

@testable import Controller

/// Against the real server, started for it.
@Suite("Asking Prometheus", .serialized)
struct PrometheusClientTests {
    @Test("Gets a value, or says why there is none", .timeLimit(.minutes(1)))
    func realServer() async throws {
        let server = try await PrometheusServer()
        do {
            let client = try #require(PrometheusClient(address: server.address + "/", httpClient: .shared))
            try await eventually("Prometheus is ready") {
                let request = HTTPClientRequest(url: server.address + "/-/ready")
                return try await HTTPClient.shared.execute(request, timeout: .seconds(2)).status == .ok
            }
            #expect(await client.value(of: "vector(0.05)") == .value(0.05))
            #expect(await client.value(of: "scalar(vector(2)) + 1") == .value(3))
            #expect(await client.value(of: "up{job=\"nobody\"}") == .inconclusive("the query finds nothing"))
            #expect(
                await client.value(of: "1/0") == .inconclusive("the answer is +Inf, which is no finite number"))
            #expect(
                await client.value(of: "0/0") == .inconclusive("the answer is NaN, which is no finite number"))
            let two = "label_replace(vector(1), \"a\", \"b\", \"\", \"\") or vector(2)"
            #expect(await client.value(of: two) == .inconclusive("the query finds 2 series, and one is expected"))
            #expect(
                await client.value(of: "up[5m]")
                    == .inconclusive("the query gives a matrix, and one number is expected")
            )
            guard case .inconclusive(let why) = await client.value(of: "sum(") else {
                Issue.record("a query that is none has a value")
                return
            }
            #expect(why.hasPrefix("Prometheus answered bad_data: invalid parameter"), "\(why)")
        } catch {
            await server.end()
            throw error
        }
        await server.end()
    }

    @Test("Does not wait for one that hangs, and is not misled by one that is gone", .timeLimit(.minutes(1)))
    func absent() async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        let hanging = try #require(
            PrometheusClient(address: "http://127.0.0.1:\(port)", httpClient: .shared, timeout: .milliseconds(200)))
        let begin = ContinuousClock.now
        guard case .inconclusive = await hanging.value(of: "1") else {
            Issue.record("a server that says nothing has a value")
            return
        }
        #expect(ContinuousClock.now - begin < .seconds(5))
        try await channel.close()
        guard case .inconclusive = await hanging.value(of: "1") else {
            Issue.record("nobody has a value")
            return
        }
    }

    @Test("Takes credentials from the address, and shows them to nobody")
    func addresses() {
        let client = PrometheusClient(address: "https://maria:pa%3Ass@prometheus:9090/base/", httpClient: .shared)
        #expect(client?.description == "https://prometheus:9090/base")
        for address in ["prometheus:9090", "ftp://h", "http://", "http://h/?q=1", ""] {
            #expect(PrometheusClient(address: address, httpClient: .shared) == nil, "\(address)")
        }
    }
}
