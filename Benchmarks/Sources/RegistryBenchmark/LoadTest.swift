import Eureka
import Foundation
import Measuring
import TestSupport

/// A large fleet: heartbeats as in daily life, then many registering anew at once, then a crash of the registry.
struct LoadTest {
    let size: Int
    var registry: RegistryProcess

    /// Half as many as a registry accepts.
    private static let connections = 2000
    private static let length: Duration = .seconds(60)
    private static let comingBack = 1000
    private static let comingBackConnections = 100

    mutating func run() async throws -> [Verdict] {
        let fleet = [SpringInstance].fleet(
            size, lease: 90, startedBefore: Int64(Date.now.timeIntervalSince1970 * 1000))
        let start = ContinuousClock.now
        let registered = try await registry.register(fleet, connections: Self.comingBackConnections)
        tell("\(size) instances registered in \(seconds(registered.end - start)) s")
        var verdicts = try await heartbeats(fleet)
        let renewed = fleet.prefix(Self.comingBack).map { $0.renewed() }
        verdicts += try await comeBack(renewed)
        verdicts += try await crash(renewed)
        print()
        return verdicts
    }

    private func heartbeats(_ fleet: [SpringInstance]) async throws -> [Verdict] {
        let connections = min(Self.connections, fleet.count)
        let load = HeartbeatLoad(
            instances: fleet, port: registry.port, connections: connections, length: Self.length)
        let before = ProcessCost.processorTime(of: registry.child.id)
        let start = ContinuousClock.now
        let outcome = try await load.run()
        let elapsed = ContinuousClock.now - start
        let after = ProcessCost.processorTime(of: registry.child.id)
        guard !outcome.took.isEmpty else { throw Failure("no heartbeat was answered") }
        let listed = try await registry.listing().instances
        let ids = Set(listed.compactMap(\.instanceID))

        var share = Double.nan
        if let before, let after { share = (after - before) / elapsed }
        let took = Quantiles(outcome.took.map { $0.microseconds / 1000 })
        let late = Quantiles(outcome.late.map { $0.microseconds / 1000 })
        var table = Table("\(took.count) heartbeats over \(connections) connections, ms", "median", "p99", "highest")
        table.add("answered after", took.p50.rounded(to: 2), took.p99.rounded(to: 2), took.max.rounded(to: 2))
        table.add("sent late by", late.p50.rounded(to: 2), late.p99.rounded(to: 2), late.max.rounded(to: 2))
        tell("\n\(table)\n")
        return [
            Verdict("heartbeat, p99,", took.p99, "ms", .atMost(20)),
            Verdict("heartbeats not answered 200", Double(outcome.refused), "answers", .atMost(0)),
            Verdict("heartbeats: broken connections", Double(outcome.broken), "connections", .atMost(0)),
            Verdict("the registry's processor time", share, "of a core", .atMost(0.5)),
            Verdict("the registry's resident memory", registry.residentMemory, "MB", .atMost(300)),
            Verdict(
                "registered after the heartbeats", Double(fleet.count { ids.contains($0.id) }), "instances",
                .atLeast(Double(size))),
        ]
    }

    /// All register anew at once, as after a cut of the network.
    private func comeBack(_ renewed: [SpringInstance]) async throws -> [Verdict] {
        let start = ContinuousClock.now
        let registered = try await registry.register(renewed, connections: Self.comingBackConnections)
        var end = registered.end
        try await eventually(within: .seconds(60), "all are listed with their new data") {
            let listing = try await registry.listing()
            end = listing.at
            return Self.count(renewed, in: listing.instances) == renewed.count
        }
        let took = Quantiles(registered.took)
        tell(
            """
            \(renewed.count) registered anew over \(Self.comingBackConnections) connections: acknowledged after \
            \(seconds(registered.end - start)) s (each after \((took.p50 / 1000).rounded(to: 1)) ms, p99 \
            \((took.p99 / 1000).rounded(to: 1)) ms), listed after \(seconds(end - start)) s
            """)
        return [
            Verdict("all registered anew and listed after", (end - start).microseconds / 1e6, "s", .atMost(10)),
            Verdict(
                "the registry's resident memory after that", registry.residentMemory, "MB", .atMost(300)),
        ]
    }

    /// The registry is killed and started again.
    private mutating func crash(_ renewed: [SpringInstance]) async throws -> [Verdict] {
        await registry.kill()
        let start = ContinuousClock.now
        try await registry.restart()
        let process = registry
        var first: Answer?
        try await eventually(within: .seconds(60), "the registry answers again") {
            let answer = try await process.ask(Call(.get, "/eureka/apps/"))
            guard answer.status == 200 else { return false }
            first = answer
            return true
        }
        guard let first else { throw Failure("the registry did not answer again") }
        let listed = try RegistryProcess.instances(first.body)
        tell("Started again after kill -9: \(listed.count) instances in the first answer")
        return [
            Verdict("first answer after a start", (first.end - start).microseconds / 1e6, "s", .atMost(3)),
            Verdict("what it lists", Double(listed.count), "instances", .atLeast(Double(size))),
            Verdict(
                "acknowledged changes in it", Double(Self.count(renewed, in: listed)), "instances",
                .atLeast(Double(renewed.count))),
        ]
    }

    /// How many of them are listed with the data they registered last.
    private static func count(_ instances: [SpringInstance], in listed: [InstanceInfo]) -> Int {
        let timestamps = Dictionary(
            listed.map { ($0.effectiveID, $0.lastDirtyTimestamp) }, uniquingKeysWith: { first, _ in first })
        return instances.count { timestamps[$0.id] == $0.info.lastDirtyTimestamp }
    }

    private func seconds(_ duration: Duration) -> String { (duration.microseconds / 1e6).rounded(to: 2) }

    private func tell(_ text: String) {
        print(text)
        fflush(nil)
    }
}
