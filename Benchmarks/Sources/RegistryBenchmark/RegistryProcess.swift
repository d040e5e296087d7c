import Eureka
import Foundation
import Measuring
import TestSupport

/// The real registry in a process of its own.
struct RegistryProcess {
    let port: Int
    private let zookeeper: String
    private let directory: TemporaryDirectory
    private(set) var child: ChildProcess

    /// Starts it, and waits until it answers.
    static func start(zookeeper: String, in directory: TemporaryDirectory) async throws -> RegistryProcess {
        let port = try FreePort.allocate()[0]
        let child = try await launch(port: port, zookeeper: zookeeper, in: directory)
        let process = RegistryProcess(port: port, zookeeper: zookeeper, directory: directory, child: child)
        do {
            try await eventually(within: .seconds(30), "the registry answers") {
                try await process.ask(Call(.get, "/eureka/apps/")).status == 200
            }
        } catch {
            await child.kill()
            throw Failure("\(error); its log:\n\(child.output.suffix(3_000))")
        }
        return process
    }

    /// `bluegreen` as it was built beside this program.
    private static func launch(
        port: Int, zookeeper: String, in directory: TemporaryDirectory
    ) async throws -> ChildProcess {
        let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("bluegreen").path
        var environment = ProcessInfo.processInfo.environment
        environment["BLUEGREEN_ZOOKEEPER"] = zookeeper
        // A whole fleet comes from this one address.
        environment["BLUEGREEN_REGISTRY_CONNECTIONS_PER_ADDRESS"] = "100000"
        return try await ChildProcess.start(
            executable, ["registry", "--listen", "127.0.0.1:\(port)"], environment: environment,
            log: directory.url.appendingPathComponent("registry-\(UUID().uuidString).log"))
    }

    /// Starts it again after `kill`, on the same port; does not wait until it answers.
    mutating func restart() async throws {
        child = try await Self.launch(port: port, zookeeper: zookeeper, in: directory)
    }

    func kill() async { await child.kill() }

    /// One call on a connection of its own.
    func ask(_ call: Call) async throws -> Answer {
        let connection = try await Connection.open(port: port)
        do {
            let answer = try await connection.send(call)
            await connection.close()
            return answer
        } catch {
            await connection.close()
            throw error
        }
    }

    /// All that is registered, and when the last byte of the answer had come.
    func listing() async throws -> (instances: [InstanceInfo], at: ContinuousClock.Instant) {
        let answer = try await ask(Call(.get, "/eureka/apps/"))
        guard answer.status == 200 else { throw Failure("GET /eureka/apps/ was answered \(answer.status)") }
        return (try Self.instances(answer.body), answer.end)
    }

    static func instances(_ body: [UInt8]) throws -> [InstanceInfo] {
        try EurekaCodec.applications(from: body, format: .json).applications.flatMap(\.instances)
    }

    /// Registers them over as many connections.
    ///
    /// - Returns: when the last one was acknowledged, and how long each took.
    @discardableResult
    func register(
        _ instances: [SpringInstance], connections: Int
    ) async throws -> (end: ContinuousClock.Instant, took: [Duration]) {
        let lanes = try await Connection.open(connections, port: port)
        let took = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for (number, lane) in lanes.enumerated() {
                group.addTask {
                    var took: [Duration] = []
                    for index in stride(from: number, to: instances.count, by: lanes.count) {
                        let answer = try await lane.send(instances[index].registration)
                        guard answer.status == 204 else {
                            throw Failure("registering \(instances[index].id) was answered \(answer.status)")
                        }
                        took.append(answer.took)
                    }
                    return took
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let end = ContinuousClock.now
        for lane in lanes { await lane.close() }
        return (end, took)
    }

    /// In megabytes of a million bytes; NaN, which keeps no promise, where the system does not tell.
    var residentMemory: Double { ProcessCost.residentMemory(of: child.id) ?? .nan }
}
