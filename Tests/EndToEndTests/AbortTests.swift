import Coordination
import Foundation
import NIOConcurrencyHelpers
import RolloutCore
import TestSupport
import Testing
import ZooKeeper

/// `Scripts/measure abort` runs them more often, and judges the times.
@Suite("Abort, from every phase and while paused in it", .serialized)
struct AbortTests {
    /// One phase that stays until somebody ends it.
    enum Hold: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case checking, enabling, propagating, baking, disabling, soaking

        var testDescription: String { rawValue }

        var phase: Phase { Phase(rawValue: rawValue) ?? .stuck }

        var policy: String {
            switch self {
            case .checking: "readerCache: 0s\ncheckDeadline: 10m\n"
            case .enabling: "readerCache: 0s\nstepDeadline: 10m\n"
            // Blue came UP a moment ago in this test: nobody is there who would have to learn of it.
            case .propagating: "readerCache: 10m\nblindPropagation: 0s\n"
            case .baking: "readerCache: 0s\nbake: 10m\n"
            case .disabling: "readerCache: 0s\ndrain: 2s\n"
            case .soaking: "readerCache: 0s\nsoak: 10m\n"
            }
        }
    }

    private static let rounds = Deployment.setting("ROUNDS", default: 1)
    private static let options = Deployment.Options(blue: 4, green: 4, controllerArguments: ["--reader-cache", "0s"])

    @Test("Is answered in the record, and ends on the color that served, which never stopped", arguments: Hold.allCases)
    func everyPhase(hold: Hold) async throws {
        try await withSettledDeployment(Self.options) { deployment in
            try await deployment.setPolicy(hold.policy)
            for _ in 0..<Self.rounds {
                for isPaused in [false, true] {
                    try await abort(hold, isPaused: isPaused, deployment)
                }
            }
        }
    }

    private func abort(_ hold: Hold, isPaused: Bool, _ deployment: Deployment) async throws {
        try await Onlooker.watching(deployment) { onlooker in
            deployment.proxy.forget()
            let spoilt = try await spoil(hold, deployment)
            try await deployment.set("green")
            try await awaitHeld(hold, deployment)
            if isPaused {
                let paused = try await deployment.run(["pause", "-m", "look at it"])
                #expect(paused.code == 0, "\(paused.output)")
                #expect(try await deployment.record()?.rollout?.pause != nil)
            }
            #expect(try await deployment.record()?.rollout?.phase == hold.phase)
            let took = try await acknowledge(.abort, deployment)
            Deployment.tell("abort acknowledged, \(hold.rawValue)\(isPaused ? ", paused" : "")", took)
            try await awaitBack(deployment)
            let entry = try #require(try await deployment.history().first)
            #expect(entry.outcome == .rolledBack && entry.reason.contains("aborted by jo: enough"), "\(entry.reason)")
            #expect(entry.requests.last?.request.verb == .abort && entry.requests.last?.isAccepted == true)
            #expect(try await deployment.activeColor() == "blue")
            #expect(Audit(up: deployment.fleet.ids.blue, events: deployment.proxy.events).violations == [])
            #expect((onlooker.seen.lowest ?? 0) >= 4, "\(onlooker.seen)")
            deployment.proxy.onChange()
            try await spoilt?()
            try await deployment.awaitServing(.blue)
        }
    }

    /// Makes that the rollout cannot leave the phase, where the policy alone does not.
    ///
    /// - Returns: what mends it again.
    private func spoil(_ hold: Hold, _ deployment: Deployment) async throws -> (@Sendable () async throws -> Void)? {
        let (client, layout) = (deployment.client, deployment.layout)
        switch hold {
        case .checking:
            // Without registration it cannot pass its checks.
            let member = layout.member(.green, InstanceID(rawValue: "green-99"))
            try await client.create(member, Array("127.0.0.1:1".utf8))
            let leader = try await deployment.leader()
            try await deployment.awaitMembers(5, of: .green, at: leader)
            return {
                try await client.delete(member)
                try await deployment.awaitMembers(4, of: .green, at: leader)
            }
        case .enabling:
            // Gone once the checks were passed, it is waited for.
            deployment.proxy.onChange(after: { number, _ in
                if number == 1 { try? await deployment.fleet.leave("green-4", .green, layout: layout) }
            })
            return { try await deployment.fleet.join("green-4", .green, layout: layout) }
        default: return nil
        }
    }

    /// In the phase, and at rest: what it waits for has been said.
    private func awaitHeld(_ hold: Hold, _ deployment: Deployment) async throws {
        try await deployment.awaitPhase(hold.phase)
        let code: Reason.Code? =
            switch hold {
            case .enabling: .waitingForInstance
            case .disabling: .draining
            default: nil
            }
        guard let code else { return }
        try await eventually(within: .seconds(30), "it rests in \(hold)") {
            try await deployment.record()?.reason.code == code
        }
    }

    private func awaitBack(_ deployment: Deployment) async throws {
        do {
            try await eventually(within: .seconds(60), "blue serves alone") {
                guard let record = try await deployment.record(), record.rollout == nil, record.pending == nil else {
                    return false
                }
                return try await deployment.statuses() == deployment.fleet.expectedStatuses(serving: .blue)
            }
        } catch {
            throw Deployment.Failure("\(error)\n\(deployment.logs)")
        }
    }

    @Test("Between two steps, while the target is enabled or the source disabled", arguments: [2, 6])
    func betweenSteps(change: Int) async throws {
        try await withSettledDeployment(Self.options) { deployment in
            for _ in 0..<Self.rounds {
                try await Onlooker.watching(deployment) { onlooker in
                    let asked = NIOLockedValueBox<Asked?>(nil)
                    deployment.proxy.forget()
                    deployment.proxy.onChange(after: { number, _ in
                        guard number == change, let request = try? await ask(.abort, deployment) else { return }
                        asked.withLockedValue { $0 = request }
                    })
                    try await deployment.set("green")
                    try await eventually(within: .seconds(30), "it was asked for") {
                        asked.withLockedValue { $0 } != nil
                    }
                    let request = try #require(asked.withLockedValue { $0 })
                    let took = try await awaitAnswer(to: request, deployment)
                    Deployment.tell("abort acknowledged, after change \(change) of 8", took)
                    try await awaitBack(deployment)
                    #expect(try await deployment.history().first?.outcome == .rolledBack)
                    let audit = Audit(up: deployment.fleet.ids.blue, events: deployment.proxy.events)
                    #expect(audit.violations == [])
                    #expect(audit.lowest == 4)
                    #expect((onlooker.seen.lowest ?? 0) >= 4, "\(onlooker.seen)")
                }
            }
        }
    }

    @Test("While neither color can serve, it is accepted, a pause is refused, and it ends once the old color is back")
    func stuck() async throws {
        try await withSettledDeployment(Self.options) { deployment in
            let layout = deployment.layout
            try await deployment.setPolicy("readerCache: 0s\nsoak: 10m\n")
            for _ in 0..<Self.rounds {
                try await deployment.set("green")
                try await deployment.awaitPhase(.soaking)
                let blue = deployment.fleet.ids.blue
                for id in blue { try await deployment.fleet.leave(id, .blue, layout: layout) }
                let leader = try await deployment.leader()
                try await deployment.awaitMembers(0, of: .blue, at: leader)
                try await Onlooker.watching(deployment) { onlooker in
                    deployment.proxy.forget()
                    // Going back with nothing to go back to: held as it is, and what serves goes on serving.
                    let first = try await acknowledge(.abort, deployment)
                    Deployment.tell("abort acknowledged, soaking with the old color gone", first)
                    try await deployment.awaitPhase(.stuck)
                    let status = try await deployment.run(["status"])
                    #expect(status.output.contains("stuck: cannot go on to green"), "\(status.output)")
                    let paused = try await deployment.run(["pause"])
                    #expect(paused.code == 5 && paused.output.contains("never held"), "\(paused.output)")
                    let took = try await acknowledge(.abort, deployment)
                    Deployment.tell("abort acknowledged, stuck", took)
                    #expect(deployment.proxy.accepted == [])
                    for id in blue { try await deployment.fleet.join(id, .blue, layout: layout) }
                    try await deployment.awaitServing(.blue)
                    #expect(try await deployment.history().first?.outcome == .rolledBack)
                    let green = deployment.fleet.ids.green
                    #expect(Audit(up: green, events: deployment.proxy.events).violations == [])
                    #expect((onlooker.seen.lowest ?? 0) >= 1, "\(onlooker.seen)")
                }
            }
        }
    }

    private struct Asked: Sendable {
        let id: String
        let start: ContinuousClock.Instant
    }

    /// Asks as the command does, and tells how long it took until the answer could be read in the record.
    private func acknowledge(_ verb: RolloutRequest.Verb, _ deployment: Deployment) async throws -> Duration {
        try await awaitAnswer(to: try await ask(verb, deployment), deployment)
    }

    private func ask(_ verb: RolloutRequest.Verb, _ deployment: Deployment) async throws -> Asked {
        let revision = try #require(try await deployment.record()?.rollout?.revision)
        let store = RequestStore(layout: deployment.layout, session: deployment.client)
        let start = ContinuousClock.now
        return Asked(id: try await store.ask(verb, revision: revision, by: "jo", comment: "enough"), start: start)
    }

    private func awaitAnswer(to request: Asked, _ deployment: Deployment) async throws -> Duration {
        try await eventually(within: .seconds(20), "abort is answered") {
            try await deployment.record()?.answers.contains { $0.request.id == request.id && $0.isAccepted } == true
        }
        return .now - request.start
    }
}
