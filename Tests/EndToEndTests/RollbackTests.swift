import Coordination
import Foundation
import NIOConcurrencyHelpers
import RolloutCore
import TestSupport
import Testing

/// The way back of a fleet as large as many have. `Scripts/measure rollback` runs it more often, and judges the times.
@Suite("A rollback of twenty and twenty instances", .serialized)
struct RollbackTests {
    private static let rounds = Deployment.setting("ROUNDS", default: 1)
    private static let options = Deployment.Options(
        blue: 20, green: 20, controllerArguments: ["--reader-cache", "0s", "--drain", "0s"])

    @Test("After a switch it ends on the old color, enabled before the new one is disabled, one at a time")
    func afterSwitch() async throws {
        try await withSettledDeployment(Self.options) { deployment in
            for round in 1...Self.rounds {
                try await deployment.set("green")
                try await deployment.awaitServing(.green)
                try await rollBack(deployment, "rollback after a switch, 20+20", up: deployment.fleet.ids.green)
                let entry = try #require(try await deployment.history().first)
                #expect(entry.outcome == .completed && entry.target == .blue && entry.number == 2 * round)
            }
        }
    }

    @Test("While the new color soaks it turns around, with the same guarantees")
    func midway() async throws {
        try await withSettledDeployment(Self.options) { deployment in
            try await deployment.setPolicy("readerCache: 0s\nsoak: 10m\n")
            for round in 1...Self.rounds {
                try await deployment.set("green")
                try await deployment.awaitPhase(.soaking)
                try await rollBack(deployment, "rollback midway, 20+20", up: deployment.fleet.ids.green)
                let entry = try #require(try await deployment.history().first)
                #expect(entry.outcome == .rolledBack && entry.number == round)
            }
        }
    }

    private func rollBack(_ deployment: Deployment, _ what: String, up: [String]) async throws {
        try await Onlooker.watching(deployment) { onlooker in
            let last = NIOLockedValueBox<ContinuousClock.Instant?>(nil)
            deployment.proxy.forget()
            deployment.proxy.onChange(after: { _, _ in last.withLockedValue { $0 = .now } })
            let start = ContinuousClock.now
            let ended = try await deployment.run(["rollback", "--wait", "--timeout", "60s"])
            let took = ContinuousClock.now - start
            #expect(ended.code == 0, "\(ended.output)\n\(deployment.logs)")
            try await deployment.awaitServing(.blue)
            deployment.proxy.onChange()
            if let last = last.withLockedValue({ $0 }) { Deployment.tell("\(what), last instance out", last - start) }
            Deployment.tell("\(what), command ended", took)
            let audit = Audit(up: up, events: deployment.proxy.events)
            #expect(audit.violations == [])
            #expect(audit.lowest == 20)
            let changes = deployment.proxy.accepted.map(\.status)
            #expect(changes == Array(repeating: "UP", count: 20) + Array(repeating: "OUT_OF_SERVICE", count: 20))
            #expect(try await deployment.activeColor() == "blue")
            #expect((onlooker.seen.lowest ?? 0) >= 20, "\(onlooker.seen)")
        }
    }
}
