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
}
