import AsyncHTTPClient
import Coordination
import Eureka
import Foundation
import Logging
import Measuring
import NIOCore
import RolloutCore
import TestSupport
import ZooKeeper

/// What the controller itself adds to a switch of 500 + 500 instances.
@main
struct FlipBenchmark {
    private static let app = AppName(rawValue: "service-client")
    private static let deadline: Duration = .seconds(300)

    let size: Int
    let server: ZooKeeperServer
    let client: ZooKeeperClient
    let layout = ZNodeLayout(app: FlipBenchmark.app, isRoot: true)
    let log = ExchangeLog()

    static func main() async throws {
        guard let size = Int(CommandLine.arguments.dropFirst().first ?? "500"), (2...2_000).contains(size) else {
            FileHandle.standardError.write(Data("usage: FlipBenchmark [INSTANCES-PER-COLOR]\n".utf8))
            exit(64)
        }
        let verdicts = try await withZooKeeper { server in
            try await withClient(try server.configuration(sessionTimeout: .seconds(10))) { client in
                try await FlipBenchmark(size: size, server: server, client: client).run()
            }
        }
        exit(verdicts.conclude())
    }

    private func run() async throws -> [Verdict] {
        var processes = try Processes(zookeeper: server.connectString)
        do {
            let verdicts = try await measure(&processes)
            await processes.end()
            return verdicts
        } catch {
            print(processes.logs)
            await processes.end()
            throw error
        }
    }

    private func measure(_ processes: inout Processes) async throws -> [Verdict] {
        let ports = try FreePort.allocate(2)
        try await processes.startRegistry(port: ports[0])
        var logger = Logger(label: "benchmark")
        logger.logLevel = .error
        let registry = try EurekaClient(
            baseURL: "http://127.0.0.1:\(ports[0])/eureka", httpClient: .shared, timeout: .seconds(10), role: .agent,
            logger: logger)
        try await eventually(within: .seconds(30), "the registry answers") {
            (try? await registry.applications()) != nil
        }
        let relay = try await Relay.start(target: ports[0], log: log)
        let fleet = SimulatedFleet(app: Self.app, size: size, registry: registry, client: client, layout: layout)
        let listener = try await fleet.join()
        try await client.create(layout.activeColor, Array("blue".utf8))
        try await processes.startController(port: ports[1], registry: relay.port)
        try await awaitServing(.blue, changes: size)
        print("\(size) blue and \(size) green instances are registered, blue serves.")
        fflush(nil)

        log.forget()
        let before = (
            Processes.processorTime(of: processes.controller), Processes.processorTime(of: processes.registry)
        )
        let start = ContinuousClock.now
        try await client.set(layout.activeColor, Array("green".utf8))
        try await awaitServing(.green, changes: 2 * size)
        let took = ContinuousClock.now - start
        let report = FlipReport(log.all)
        let controller = Processes.processorTime(of: processes.controller) - before.0
        let registryTime = Processes.processorTime(of: processes.registry) - before.1
        let commits = try await commits(flips: report.flips.count)
        try await relay.close()
        try await listener.close()

        print("The switch took \((took.microseconds / 1e6).rounded(to: 1)) s.")
        let perFlip = { (time: Duration) in (time.microseconds / 1000 / Double(2 * size)).rounded(to: 2) }
        print("Processor time a flip: controller \(perFlip(controller)) ms, registry \(perFlip(registryTime)) ms.\n")
        return report.tell(commits: commits)
    }

    /// Asks ZooKeeper only once all changes have passed, so as not to disturb what is measured.
    private func awaitServing(_ color: Color, changes: Int) async throws {
        let store = RecordStore(layout: layout, session: client)
        try await eventually(within: Self.deadline, "\(color) serves alone") {
            guard log.changes >= changes else { return false }
            guard let record = try await store.read()?.record else { return false }
            return record.serving == color && record.rollout == nil && record.pending == nil
        }
    }

    /// What the transaction of each flip takes by itself: as many operations, and a record that grows as it did.
    private func commits(flips: Int) async throws -> [Duration] {
        guard let newest = try await HistoryStore(layout: layout, session: client).latest(1).first else { return [] }
        let steps = newest.steps.count
        let entry = try JSONEncoder().encode(newest).count
        let path: ZNodePath = "/benchmark"
        try await client.create(path, [])
        var samples: [Duration] = []
        for flip in 0..<flips {
            var transaction = Transaction()
            transaction.check(ZNodeLayout.epoch)
            transaction.check(ZNodeLayout.leader)
            // Beside its steps a record has about as many bytes as a history entry without them, and its reason.
            transaction.set(path, [UInt8](repeating: 0x78, count: 700 + entry * flip / max(steps, 1)))
            transaction.check(layout.activeColor)
            let start = ContinuousClock.now
            try await client.commit(transaction)
            samples.append(.now - start)
        }
        return samples
    }
}
