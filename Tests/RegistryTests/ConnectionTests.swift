import Eureka
import InMemoryLogging
import Logging
import MetricsTestKit
import NIOHTTP1
import Registry
import TestSupport
import Testing

@Suite("How long a connection may take, and how many there may be")
struct ConnectionTests {
    private static let hasty = RegistryServer.Configuration.free.with(\.requestTimeout, .seconds(1))

    /// Sends `rest` byte by byte until the registry closes; what it answered, and after how long.
    private func trickle(_ begin: String, _ rest: String, _ registry: TestRegistry) async throws -> (String, Duration) {
        let connection = try RawConnection(port: registry.port)
        defer { connection.close() }
        let start = ContinuousClock.now
        connection.send(begin)
        var answer = ""
        var letters = rest.makeIterator()
        try await eventually(within: .seconds(15), "the connection is cut") {
            if let letter = letters.next() { connection.send(String(letter)) }
            guard let more = connection.read() else { return true }
            answer += more
            return false
        }
        return (answer, .now - start)
    }

    /// Waits two seconds.
    private func pass(_ registry: TestRegistry) async throws {
        let revision = try await registry.client.readers()?.revision ?? 0
        #expect(try await registry.send(.GET, "/registry/watch?revision=\(revision)&seconds=2").status == 204)
    }

    @Test(
        "A request that trickles in is answered 408 and closed",
        arguments: [
            "GET /eureka/apps HTTP/1.1\r\nX-A: ",
            "POST /eureka/apps/A HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{",
        ])
    func trickled(_ begin: String) async throws {
        let metrics = TestMetrics()
        try await withRegistry(configuration: Self.hasty, metrics: metrics) { registry async throws in
            let (answer, took) = try await trickle(begin, String(repeating: "a", count: 5000), registry)
            #expect(answer.hasPrefix("HTTP/1.1 408 ") && answer.contains("connection: close"))
            #expect(took >= .seconds(1) && took < .seconds(10))
            let counter = try metrics.expectCounter(
                "bluegreen_registry_cut_connections_total", [("reason", "request")])
            #expect(counter.totalValue == 1)
        }
    }

    @Test("A heartbeat whose body trickles in has its answer, and is closed without another")
    func answered() async throws {
        try await withRegistry(configuration: Self.hasty) { registry async throws in
            let head = "PUT /eureka/apps/A/a HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n"
            let (answer, _) = try await trickle(head, String(repeating: "a", count: 5000), registry)
            #expect(answer.hasPrefix("HTTP/1.1 404 ") && !answer.contains(" 408 "))
        }
    }

    @Test("The deadline is each request's own: a connection may be kept alive for longer, and pause")
    func keptAlive() async throws {
        try await withRegistry(configuration: Self.hasty) { registry async throws in
            let connection = try RawConnection(port: registry.port)
            defer { connection.close() }
            let start = ContinuousClock.now
            var rounds = 0
            while ContinuousClock.now - start < .seconds(2) {
                // In two pieces, which the system sends one after the other, so that the deadline begins each time.
                connection.send("PUT /eureka/apps/A/a HTTP/1.1\r\nHo")
                #expect(connection.send("st: x\r\n\r\n"))
                #expect(try await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 404 "))
                rounds += 1
            }
            try await pass(registry)
            #expect(connection.send("GET /registry/state HTTP/1.1\r\nHost: x\r\n\r\n"))
            #expect(try await connection.read(until: "}").hasPrefix("HTTP/1.1 200 "))
            #expect(rounds > 1)
        }
    }

    @Test("A long poll and events outlast the deadline")
    func long() async throws {
        try await withRegistry(configuration: Self.hasty) { registry async throws in
            let events = try RawConnection(port: registry.port)
            defer { events.close() }
            events.send("GET /registry/changes HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = try await events.read(until: "event: registry")
            let poll = try RawConnection(port: registry.port)
            defer { poll.close() }
            let revision = try await registry.client.readers()?.revision ?? 0
            poll.send("GET /registry/watch?revision=\(revision)&seconds=2 HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await poll.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 204 "))
            let info = InstanceInfo(app: "A", id: "a", hostName: "h", ipAddress: "1.1.1.1", port: 80)
            try await registry.client.register(info)
            _ = try await events.read(until: "event: change")
        }
    }

    @Test("A connection that says nothing is closed after the idle deadline")
    func idle() async throws {
        let configuration = RegistryServer.Configuration.free.with(\.idleTimeout, .milliseconds(300))
        try await withRegistry(configuration: configuration) { registry async throws in
            let silent = try RawConnection(port: registry.port)
            defer { silent.close() }
            let start = ContinuousClock.now
            #expect(try await silent.readToEnd().isEmpty)
            #expect(ContinuousClock.now - start >= .milliseconds(250))
        }
    }

    @Test("A client that asks and never reads the answers is cut off")
    func untaken() async throws {
        let metrics = TestMetrics()
        let configuration = RegistryServer.Configuration.free.with(\.idleTimeout, .seconds(2))
        try await withRegistry(configuration: configuration, metrics: metrics) { registry async throws in
            for number in 0..<400 {
                let info = InstanceInfo(app: "A", id: "i\(number)", hostName: "h", ipAddress: "1.1.1.1", port: 80)
                try await registry.client.register(info)
            }
            let connection = try RawConnection(port: registry.port)
            defer { connection.close() }
            connection.narrow()
            for _ in 0..<40 { connection.send("GET /eureka/apps HTTP/1.1\r\nHost: x\r\n\r\n") }
            try await eventually("it is cut") {
                try metrics.expectCounter("bluegreen_registry_cut_connections_total", [("reason", "answer")])
                    .totalValue == 1
            }
        }
    }

    @Test("One address has as many connections as it may; the next is closed, and one that leaves makes room")
    func perAddress() async throws {
        let metrics = TestMetrics()
        let handler = InMemoryLogHandler()
        let logger = Logger(label: "test") { _ in handler }
        let configuration = RegistryServer.Configuration.free.with(\.connectionsPerAddress, 3)
        try await withRegistry(configuration: configuration, metrics: metrics, logger: logger) {
            registry async throws in
            func serves(_ connection: RawConnection) async throws -> Bool {
                connection.send("PUT /eureka/apps/A/a HTTP/1.1\r\nHost: x\r\n\r\n")
                return try await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 404 ")
            }
            let first = try (0..<3).map { _ in try RawConnection(port: registry.port) }
            defer { for connection in first.dropFirst() { connection.close() } }
            for connection in first { #expect(try await serves(connection)) }
            let further = try RawConnection(port: registry.port)
            defer { further.close() }
            #expect(try await further.readToEnd().isEmpty)
            #expect(
                try metrics.expectCounter("bluegreen_registry_cut_connections_total", [("reason", "address")])
                    .totalValue == 1)
            #expect(handler.entries.contains { "\($0.message)" == "A connection was cut" })
            first[0].close()
            try await eventually("there is room again") {
                let next = try RawConnection(port: registry.port)
                defer { next.close() }
                next.send("PUT /eureka/apps/A/a HTTP/1.1\r\nHost: x\r\n\r\n")
                return try await next.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 404 ")
            }
            for connection in first.dropFirst() { #expect(try await serves(connection)) }
        }
    }

    @Test("Beyond the limit of all, a connection waits until another one is gone")
    func total() async throws {
        try await withRegistry(configuration: .free.with(\.maximumConnections, 2)) { registry async throws in
            let request = "PUT /eureka/apps/A/a HTTP/1.1\r\nHost: x\r\n\r\n"
            let first = try (0..<2).map { _ in try RawConnection(port: registry.port) }
            for connection in first {
                connection.send(request)
                _ = try await connection.read(until: "\r\n\r\n")
            }
            let third = try RawConnection(port: registry.port)
            defer { third.close() }
            third.send(request)
            for connection in first {
                connection.send(request)
                _ = try await connection.read(until: "\r\n\r\n")
            }
            #expect(third.read() == "")
            for connection in first { connection.close() }
            #expect(try await third.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 404 "))
        }
    }
}
