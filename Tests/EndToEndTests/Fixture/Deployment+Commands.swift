import Coordination
import Foundation
import RolloutCore
import TestSupport

extension Deployment {
    /// Runs one command to its end, reading the registry directly.
    func run(_ arguments: [String], within deadline: Duration = .seconds(90)) async throws -> Ended {
        try await begin(arguments).ended(within: deadline)
    }

    /// Starts one command.
    func begin(_ arguments: [String]) async throws -> ChildProcess {
        try await start("command", arguments + ["--registry", "http://127.0.0.1:\(registryPort)/eureka"])
    }

    /// Gives the app a policy of its own, as `policy set` does, and waits until nothing is under way that has another one.
    func setPolicy(_ yaml: String) async throws {
        try directory.write(yaml, to: "policy.yaml")
        let ended = try await run(["policy", "set", directory.url.appendingPathComponent("policy.yaml").path])
        guard ended.code == 0 else { throw Failure("policy set: \(ended.output)") }
    }

    func awaitPhase(_ phase: Phase, within deadline: Duration = .seconds(30)) async throws {
        do {
            try await eventually(within: deadline, "the rollout is \(phase)") {
                try await self.record()?.rollout?.phase == phase
            }
        } catch {
            throw Failure("\(error)\n\(logs)")
        }
    }

    /// Waits until a controller knows so many members of a color: what is asked for before would be judged without them.
    func awaitMembers(_ count: Int, of color: Color, at controller: String) async throws {
        let name = "bluegreen_fleet_instances{app=\"\(Self.app)\",color=\"\(color)\"}"
        try await eventually(within: .seconds(60), "\(controller) knows \(count) of \(color)") {
            try await self.metrics(of: controller)[name] == Double(count)
        }
    }

    /// A number that a script has given to a suite that can do more than it does among the other tests.
    static func setting(_ name: String, default value: Int) -> Int {
        ProcessInfo.processInfo.environment["BLUEGREEN_TEST_\(name)"].flatMap { Int($0) } ?? value
    }

    /// One line for whoever measures; nobody judges it here.
    static func tell(_ what: String, _ duration: Duration) {
        print("measured: \(what): \(duration.nanoseconds / 1_000_000) ms")
    }
}
