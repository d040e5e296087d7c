import AsyncHTTPClient
import Coordination
import Eureka
import Foundation
import Logging
import NIOConcurrencyHelpers
import TestSupport
import Testing
import ZooKeeper

@Suite("A replica of the registry is killed under load", .serialized)
struct ReplicaCrashTests {
    /// What was acknowledged: the registrations, and the last status of each instance that was ordered one.
    private struct Acknowledged {
        var registered: Set<String> = []
        var ordered: [String: EurekaStatus] = [:]
    }

    private struct Replica {
        let process: ChildProcess
        let client: EurekaClient
        let port: Int
    }

    private func start(_ port: Int, on zooKeeper: String, in directory: TemporaryDirectory) async throws -> Replica {
        let process = try await ChildProcess.start(
            Deployment.executable,
            ["registry", "--listen", "127.0.0.1:\(port)", "--zookeeper", zooKeeper, "--session-timeout", "4s"],
            environment: ProcessInfo.processInfo.environment,
            log: directory.url.appendingPathComponent("registry-\(port)-\(UUID().uuidString.prefix(4)).log"))
        let client = try EurekaClient(
            baseURL: "http://127.0.0.1:\(port)/eureka", httpClient: .shared, timeout: .seconds(4), role: .cli,
            logger: Logger(label: "test"))
        try await eventually(within: .seconds(30), "the registry answers") {
            try await client.applications().version == 1
        }
        return Replica(process: process, client: client, port: port)
    }

    private func info(_ id: String) -> InstanceInfo {
        var info = InstanceInfo(app: "SVC", id: id, hostName: "h", ipAddress: "1.1.1.1", port: 80, status: .up)
        info.lastDirtyTimestamp = 1
        return info
    }

    /// Registers and orders at one replica for a while, 200 and 50 a second, and notes what was acknowledged.
    private func load(_ replica: Replica, _ prefix: String, seconds: Int, _ noted: NIOLockedValueBox<Acknowledged>)
        async
    {
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 * seconds {
                group.addTask {
                    let id = "\(prefix)-\(number)"
                    guard (try? await replica.client.register(self.info(id))) != nil else { return }
                    _ = noted.withLockedValue { $0.registered.insert(id) }
                }
                if number.isMultiple(of: 4) {
                    group.addTask {
                        // Each instance is ordered one status only, so that the acknowledged one must be the one shown.
                        let (id, status) = ("base-\(number / 4)", EurekaStatus.outOfService)
                        let call: Void? = try? await replica.client.setStatus(
                            app: "SVC", id: id, to: status, epoch: nil)
                        if call != nil { noted.withLockedValue { $0.ordered[id] = status } }
                    }
                }
                try? await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    @Test("Whichever it is, every acknowledged write is on the other one, nobody is evicted, and it comes back equal")
    func kill() async throws {
        try await withZooKeeper { server in
            let directory = try TemporaryDirectory("replicas")
            defer { directory.remove() }
            let ports = try FreePort.allocate(2)
            var replicas = [
                try await start(ports[0], on: server.connectString, in: directory),
                try await start(ports[1], on: server.connectString, in: directory),
            ]
            defer { for replica in replicas { replica.process.signal(SIGKILL) } }
            for number in 0..<400 { try await replicas[0].client.register(info("base-\(number)")) }
            for victim in 0..<2 {
                let noted = NIOLockedValueBox(Acknowledged())
                let target = replicas[victim]
                async let pressed: Void = load(target, "round\(victim)", seconds: 3, noted)
                try await eventually("it is under load") { noted.withLockedValue { $0.registered.count } > 150 }
                await target.process.kill()
                await pressed
                let survivor = replicas[1 - victim].client
                let expected = noted.withLockedValue { $0 }
                #expect(expected.registered.count > 150 && expected.ordered.count > 20)
                try await eventually("everything acknowledged is on the survivor") {
                    try await self.missing(from: survivor, expected).isEmpty
                }
                replicas[victim] = try await start(ports[victim], on: server.connectString, in: directory)
                let (one, two) = (replicas[victim].client, survivor)
                try await eventually("it is back, and equal") {
                    let listings = (try await one.applications(), try await two.applications())
                    return listings.0.hashCode == listings.1.hashCode
                        && Self.shown(listings.0) == Self.shown(listings.1)
                }
                #expect(try await missing(from: one, expected) == [])
                // None of the four hundred, whose heartbeats nobody sent, was taken for dead with the replica.
                let all = Self.shown(try await two.applications()).map { $0.split(separator: " ")[0] }
                #expect(all.count { $0.hasPrefix("base-") } == 400)
            }
        }
    }

    private func missing(from client: EurekaClient, _ expected: Acknowledged) async throws -> [String] {
        let shown = Set(Self.shown(try await client.applications()))
        let ids = Set(shown.map { String($0.split(separator: " ")[0]) })
        return expected.registered.filter { !ids.contains($0) }
            + expected.ordered.filter { !shown.contains("\($0.key) \($0.value.rawValue)") }.map(\.key)
    }

    private static func shown(_ listing: Applications) -> [String] {
        listing.applications.flatMap(\.instances).map { "\($0.effectiveID) \($0.status.rawValue)" }
    }
}
