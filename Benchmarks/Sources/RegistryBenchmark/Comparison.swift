import Foundation
import Measuring
import TestSupport

/// The registry against nginx, which answers the same calls with the same bytes from files.
struct Comparison {
    let rounds: Int
    let wrk: Wrk
    let nginx: Nginx
    let registry: RegistryProcess

    private static let size = 500
    private static let touched = 20
    /// A lease longer than the run: nothing renews while only reading is measured.
    private static let lease = 3600

    func run() async throws -> [Verdict] {
        let fleet = [SpringInstance].fleet(
            Self.size, lease: Self.lease, startedBefore: Int64(Date.now.timeIntervalSince1970 * 1000))
        try await registry.register(fleet, connections: 16)
        let bytes = fleet.map { $0.registration.body?.count ?? 0 }.reduce(0, +) / fleet.count
        print("\(fleet.count) instances are registered, \(bytes) bytes each.")

        var results: [Contest.Result] = []
        var gzip: [Verdict] = []
        let heartbeats = fleet.map(\.heartbeat)
        results.append(
            try await hold(Contest(name: "heartbeat", promised: 0.45, ours: heartbeats, peer: heartbeats)))
        let whole = "/eureka/apps/"
        try await holdCompressed("everything, gzip", 0.8, whole, &results, &gzip)
        results.append(try await holdPlain("everything, plain", 0.95, [whole]))
        results.append(try await holdPlain("one instance", 0.45, fleet.map(\.path)))
        try await touch(fleet)
        try await holdCompressed("delta, gzip", 0.75, "/eureka/apps/delta", &results, &gzip)
        return tell(results) + gzip
    }

    private func hold(_ contest: Contest) async throws -> Contest.Result {
        try await contest.run(wrk, rounds: rounds, nginx: nginx.port, registry: registry.port)
    }

    /// Changes some, once the registrations are no longer among the last changes.
    private func touch(_ fleet: [SpringInstance]) async throws {
        print("Waiting until the registrations are no longer in the delta, at most three minutes.")
        fflush(nil)
        try await eventually(within: .seconds(200), "the delta is empty") {
            try await RegistryProcess.instances(registry.ask(Call(.get, "/eureka/apps/delta")).body).isEmpty
        }
        try await registry.register(fleet.prefix(Self.touched).map { $0.renewed() }, connections: 4)
    }

    // MARK: - Documents

    private func holdPlain(_ name: String, _ promised: Double, _ paths: [String]) async throws -> Contest.Result {
        let calls = paths.map { Call(.get, $0) }
        let peers = try await serve(calls, name) { try nginx.serve($0, as: $1) }
        let result = try await hold(Contest(name: name, promised: promised, ours: calls, peer: peers))
        try await expectUnchanged(calls[0], peers[0], name)
        return result
    }

    /// Tells when the registry does not compress: a plain answer against a compressed one would say nothing.
    private func holdCompressed(
        _ name: String, _ promised: Double, _ path: String, _ results: inout [Contest.Result],
        _ verdicts: inout [Verdict]
    ) async throws {
        let call = Call(.get, path, acceptsGzip: true)
        let isGzip = try await registry.ask(call).isGzip
        verdicts.append(Verdict("\(name): gzip where asked for", isGzip ? 1 : 0, "of 1 answer", .atLeast(1)))
        guard isGzip else { return print("\(name): the registry's answer was NOT gzip; not measured.") }
        let peers = try await serve([call], name) { try nginx.serveCompressed($0, as: $1) }
        results.append(try await hold(Contest(name: name, promised: promised, ours: [call], peer: peers)))
        try await expectUnchanged(call, peers[0], name)
    }

    /// Makes nginx serve what the registry answers.
    ///
    /// - Returns: the calls to nginx that are answered the same.
    private func serve(
        _ calls: [Call], _ name: String, _ serve: (_ body: [UInt8], _ name: String) throws -> String
    ) async throws -> [Call] {
        let connection = try await Connection.open(port: registry.port)
        var peers: [Call] = []
        var bytes = 0
        for (number, call) in calls.enumerated() {
            let answer = try await connection.send(call)
            guard answer.status == 200 else { throw Failure("\(call.path) was answered \(answer.status)") }
            let path = try serve(answer.body, "\(name.filter(\.isLetter))-\(number)")
            peers.append(Call(.get, path, acceptsGzip: call.acceptsGzip))
            bytes += answer.body.count
        }
        await connection.close()
        try await expectUnchanged(calls[0], peers[0], name)
        print("\(name): \(bytes / calls.count) bytes")
        return peers
    }

    private func expectUnchanged(_ call: Call, _ peer: Call, _ name: String) async throws {
        let ours = try await registry.ask(call)
        let connection = try await Connection.open(port: nginx.port)
        let theirs = try await connection.send(peer)
        await connection.close()
        guard ours.status == 200, theirs.status == 200, ours.isGzip == theirs.isGzip else {
            throw Failure("\(name): registry and nginx answer differently")
        }
        guard ours.body == theirs.body else {
            throw Failure("\(name): nginx serves \(theirs.body.count) bytes, the registry \(ours.body.count) others")
        }
    }

    // MARK: - Reporting

    private func tell(_ results: [Contest.Result]) -> [Verdict] {
        var table = Table(
            "median of \(rounds) rounds, per second", "nginx", "ours", "ours ÷ nginx", "lowest", "highest",
            "nginx p99, ms", "ours p99, ms")
        for result in results {
            table.add(
                result.contest.name, result.peer.rounded(to: 0), result.ours.rounded(to: 0),
                result.ratio.rounded(to: 2), result.ratios.min.rounded(to: 2), result.ratios.max.rounded(to: 2),
                result.peerP99.rounded(to: 2), result.oursP99.rounded(to: 2))
        }
        print("\n\(table)\n")
        return results.flatMap(\.verdicts) + [
            Verdict("heartbeat, p99,", results[0].oursP99, "ms", .atMost(3)),
            Verdict("the registry's resident memory", registry.residentMemory, "MB", .atMost(80)),
        ]
    }
}
