import Foundation
import Measuring
import TestSupport

/// What the registry can take: against nginx, under the load of a large fleet, and how soon its replicas agree.
@main
struct RegistryBenchmark {
    private enum Mode {
        case comparison(script: String, rounds: Int)
        case load(instances: Int)
        case lag(registrations: Int)
    }

    static func main() async throws {
        guard let mode = mode(Array(CommandLine.arguments.dropFirst())) else {
            let usage = """
                usage: RegistryBenchmark compare SCRIPT-FOR-WRK [ROUNDS]
                       RegistryBenchmark load [INSTANCES]
                       RegistryBenchmark lag [REGISTRATIONS]

                """
            FileHandle.standardError.write(Data(usage.utf8))
            exit(64)
        }
        let verdicts = try await withZooKeeper { server in
            let directory = try TemporaryDirectory("benchmark")
            defer { directory.remove() }
            switch mode {
            case .comparison(let script, let rounds):
                return try await compare(script, rounds, server, directory)
            case .load(let instances):
                return try await load(instances, server, directory)
            case .lag(let registrations):
                return try await lag(registrations, server, directory)
            }
        }
        exit(verdicts.conclude())
    }

    private static func mode(_ arguments: [String]) -> Mode? {
        switch (arguments.first, arguments.count) {
        case ("compare", 2...3):
            guard let rounds = Int(arguments.count > 2 ? arguments[2] : "5"), (1...1_000).contains(rounds) else {
                return nil
            }
            return .comparison(script: arguments[1], rounds: rounds)
        case ("load", 1...2):
            guard let instances = Int(arguments.count > 1 ? arguments[1] : "10000"),
                (1_000...50_000).contains(instances)
            else { return nil }
            return .load(instances: instances)
        case ("lag", 1...2):
            guard let count = Int(arguments.count > 1 ? arguments[1] : "500"), (10...10_000).contains(count) else {
                return nil
            }
            return .lag(registrations: count)
        default: return nil
        }
    }

    private static func lag(
        _ registrations: Int, _ server: ZooKeeperServer, _ directory: TemporaryDirectory
    ) async throws -> [Verdict] {
        let writer = try await RegistryProcess.start(zookeeper: server.connectString, in: directory)
        do {
            let reader = try await RegistryProcess.start(zookeeper: server.connectString, in: directory)
            do {
                let verdicts = try await ReplicaLag(count: registrations, writer: writer, reader: reader).run()
                await reader.kill()
                await writer.kill()
                return verdicts
            } catch {
                await reader.kill()
                throw error
            }
        } catch {
            await writer.kill()
            throw error
        }
    }

    private static func compare(
        _ script: String, _ rounds: Int, _ server: ZooKeeperServer, _ directory: TemporaryDirectory
    ) async throws -> [Verdict] {
        let nginx = try await Nginx.start(in: directory)
        do {
            let registry = try await RegistryProcess.start(zookeeper: server.connectString, in: directory)
            let comparison = Comparison(
                rounds: rounds, wrk: Wrk(script: script, directory: directory), nginx: nginx, registry: registry)
            do {
                let verdicts = try await comparison.run()
                await registry.kill()
                await nginx.kill()
                return verdicts
            } catch {
                print(registry.child.output.suffix(3_000))
                await registry.kill()
                throw error
            }
        } catch {
            await nginx.kill()
            throw error
        }
    }

    private static func load(
        _ instances: Int, _ server: ZooKeeperServer, _ directory: TemporaryDirectory
    ) async throws -> [Verdict] {
        let registry = try await RegistryProcess.start(zookeeper: server.connectString, in: directory)
        var test = LoadTest(size: instances, registry: registry)
        do {
            let verdicts = try await test.run()
            await test.registry.kill()
            return verdicts
        } catch {
            print(test.registry.child.output.suffix(3_000))
            await test.registry.kill()
            throw error
        }
    }
}
