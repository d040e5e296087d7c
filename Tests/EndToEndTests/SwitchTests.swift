import Foundation
import NIOConcurrencyHelpers
import RolloutCore
import TestSupport
import Testing

@Suite("A switch of three and three instances", .serialized)
struct SwitchTests {
    @Test("Goes there and back: the new color first, one instance at a time")
    func thereAndBack() async throws {
        try await withSettledDeployment { deployment in
            deployment.proxy.forget()
            try await deployment.set("green")
            try await deployment.awaitServing(.green)
            #expect(
                deployment.proxy.accepted.map { "\($0.instance) \($0.status)" } == [
                    "green-1 UP", "green-2 UP", "green-3 UP", "blue-1 OUT_OF_SERVICE", "blue-2 OUT_OF_SERVICE",
                    "blue-3 OUT_OF_SERVICE",
                ])
            try await deployment.set("blue")
            try await deployment.awaitServing(.blue)
            let audit = Audit(up: deployment.fleet.ids.blue, events: deployment.proxy.events)
            #expect(audit.violations == [])
            #expect(audit.lowest == 3)
            #expect(try await deployment.history().map(\.outcome) == [.completed, .completed])
        }
    }

    @Test("Set back midway, it turns around at once: the old color is enabled first")
    func turnsAround() async throws {
        try await withSettledDeployment { deployment in
            deployment.proxy.forget()
            deployment.proxy.onChange(after: { number, _ in
                // The fifth change has taken the second blue instance out.
                if number == 5 { try? await deployment.set("blue") }
            })
            try await deployment.set("green")
            try await eventually(within: .seconds(60), "the rollout has ended") {
                try await deployment.history().count == 1
            }
            try await deployment.awaitServing(.blue)
            let changes = deployment.proxy.accepted.map { "\($0.instance) \($0.status)" }
            #expect(Array(changes.dropFirst(5).prefix(2)) == ["blue-1 UP", "blue-2 UP"])
            let audit = Audit(up: deployment.fleet.ids.blue, events: deployment.proxy.events)
            #expect(audit.violations == [])
            #expect(audit.lowest == 3)
            #expect(try await deployment.history().first?.outcome == .rolledBack)
        }
    }

    @Test("The leader killed right after the n-th status change", arguments: 1...6)
    func leaderKilled(after number: Int) async throws {
        try await withSettledDeployment { deployment in
            let leader = try await deployment.leader()
            deployment.proxy.forget()
            deployment.proxy.onChange(after: { seen, _ in
                if seen == number { await deployment.process(leader)?.kill() }
            })
            try await deployment.set("green")
            try await deployment.awaitServing(.green)
            #expect(deployment.process(leader)?.isRunning == false)
            let audit = Audit(up: deployment.fleet.ids.blue, events: deployment.proxy.events)
            #expect(audit.violations == [])
            #expect(audit.lowest >= 3)
        }
    }

    @Test("The leader stopped past its session: nothing it sends afterwards takes effect", arguments: [1, 4])
    func leaderStopped(before number: Int) async throws {
        try await withSettledDeployment { deployment in
            let leader = try await deployment.leader()
            deployment.proxy.forget()
            // The n-th change is held in the network until the successor is done, and delivered only then.
            deployment.proxy.onChange(before: { seen, call in
                guard seen == number else { return }
                deployment.process(leader)?.suspend()
                try? await eventually(within: .seconds(60), "the successor is done") {
                    guard let record = try await deployment.record() else { return false }
                    return record.serving == .green && record.rollout == nil
                }
            })
            try await deployment.set("green")
            try await deployment.awaitServing(.green)
            let before = try await deployment.statuses()
            deployment.proxy.onChange()
            deployment.process(leader)?.resume()
            try await eventually(within: .seconds(30), "the late change was answered") {
                deployment.proxy.events.contains { if case .change(_, code: 409) = $0 { true } else { false } }
            }
            let successor = leader == "controller-1" ? "controller-2" : "controller-1"
            #expect(try await deployment.leader() == successor)
            #expect(try await deployment.statuses() == before)
            let late = deployment.proxy.events.compactMap { event -> String? in
                guard case .change(let call, let code) = event, code != 200 else { return nil }
                return "\(call.epoch ?? "none") answered \(code)"
            }
            #expect(late.count == 1, "\(late)")
            #expect(Audit(up: deployment.fleet.ids.blue, events: deployment.proxy.events).violations == [])
        }
    }
}
