import AsyncHTTPClient
import Foundation
import Hummingbird
import Logging
import NIOConcurrencyHelpers
import NIOHTTP1
import RolloutCore
import TestSupport
import Testing

@testable import Agent

@Suite("What an instance has in hand", .serialized, .timeLimit(.minutes(1)))
struct InFlightTests {
    private func meter(_ source: InFlightSource, port: Int = 1) -> InFlightMeter {
        InFlightMeter(
            source: source, address: "127.0.0.1:\(port)", timeout: .seconds(5), httpClient: .shared)
    }

    @Test(
        "is a number, or the sum of a metric's samples",
        arguments: [
            ("3\n", nil, 3), ("0", nil, 0), ("1.5", nil, 2), ("none", nil, nil), ("-1", nil, nil), ("NaN", nil, nil),
            ("a 1\nb{x=\"}\"} 2 1700000000\nb{x=\"y\"} 3\n# b 9\nbb 7\n", "b", 5), ("a 1\n", "b", nil),
        ] as [(String, String?, Int?)])
    func texts(text: String, metric: String?, number: Int?) {
        #expect((try? InFlightMeter.number(in: text, metric: metric)) == number)
    }

    @Test("is asked over HTTP, where anything but 200 is no answer")
    func overHTTP() async throws {
        let router = Router()
        router.get("/count") { _, _ in "4" }
        router.get("/metrics") { _, _ in "busy_threads{pool=\"a\"} 1\nbusy_threads{pool=\"b\"} 2\n" }
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            let port = try #require(await ports.first { _ in true })
            let base = "http://127.0.0.1:\(port)"
            #expect(try await meter(.http(url: "\(base)/count")).count() == 4)
            #expect(try await meter(.http(url: "\(base)/metrics#busy_threads")).count() == 3)
            await #expect(throws: InFlightError.self) { try await meter(.http(url: "\(base)/none")).count() }
            group.cancelAll()
        }
    }

    @Test("is what a real HAProxy has open to the endpoint, over all proxies")
    func haproxy() async throws {
        let directory = try TemporaryDirectory("haproxy")
        defer { directory.remove() }
        let ports = try FreePort.allocate(3)
        let socket = directory.url.appendingPathComponent("stats").path
        let slow = try await ChildProcess.start(
            "/usr/bin/env",
            ["python3", "-c", Self.slowServer, "\(ports[0])", directory.url.appendingPathComponent("go").path],
            log: directory.url.appendingPathComponent("slow.log"))
        try directory.write(
            """
            global
              stats socket \(socket) mode 600 level operator
              stats socket \(socket)-user mode 600 level user
            defaults
              mode http
              timeout connect 2s
              timeout client 20s
              timeout server 20s
            listen one
              bind 127.0.0.1:\(ports[1])
              server a 127.0.0.1:\(ports[0])
              server b 127.0.0.1:1
            listen two
              bind 127.0.0.1:\(ports[2])
              server a 127.0.0.1:\(ports[0])

            """, to: "haproxy.cfg")
        let haproxy = try await ChildProcess.start(
            "/usr/sbin/haproxy", ["-f", directory.url.appendingPathComponent("haproxy.cfg").path],
            log: directory.url.appendingPathComponent("haproxy.log"))
        do {
            try await ask(socket, slow: ports[0], proxies: [ports[1], ports[2]], directory)
            await haproxy.kill()
            await slow.kill()
        } catch {
            let logs = haproxy.output + slow.output
            await haproxy.kill()
            await slow.kill()
            throw InFlightError("\(error)\n\(logs)")
        }
    }

    private func ask(_ socket: String, slow: Int, proxies: [Int], _ directory: TemporaryDirectory) async throws {
        let meter = meter(.haproxy(socketPath: socket), port: slow)
        try await eventually("nothing is in hand") { try await meter.count() == 0 }
        try await withThrowingTaskGroup(of: UInt.self) { group in
            for proxy in proxies {
                group.addTask {
                    let request = HTTPClientRequest(url: "http://127.0.0.1:\(proxy)/")
                    return try await HTTPClient.shared.execute(request, timeout: .seconds(30)).status.code
                }
            }
            try await eventually("one request of each proxy is in hand") { try await meter.count() == 2 }
            try directory.write("", to: "go")
            for try await code in group { #expect(code == 200) }
        }
        try await eventually("nothing is in hand again") { try await meter.count() == 0 }
        let stranger = self.meter(.haproxy(socketPath: socket), port: 2)
        let error = await #expect(throws: InFlightError.self) { try await stranger.count() }
        #expect(error?.description == "HAProxy has no server at 127.0.0.1:2")
        let weak = self.meter(.haproxy(socketPath: socket + "-user"), port: slow)
        let refusal = await #expect(throws: InFlightError.self) { try await weak.count() }
        #expect(refusal?.description.contains("level operator") == true)
    }

    /// Answers each request once a file is there.
    private static let slowServer = """
        import http.server, os, sys, time
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                while not os.path.exists(sys.argv[2]): time.sleep(0.02)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
        """
}
