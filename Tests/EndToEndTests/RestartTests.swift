import Coordination
import Foundation
import RolloutCore
import TestSupport
import Testing

/// A few switches here; `Scripts/measure restarts` runs as many as it is told to.
@Suite("Controllers killed, ended and started again at random moments of one switch after the other", .serialized)
struct RestartTests {
    private static let switches = Deployment.setting("SWITCHES", default: 6)
    private static let seed = Deployment.setting("SEED", default: 1)

    @Test(
        "Every switch ends on the color that was asked for, and as many serve at every moment as before",
        arguments: [2, 3])
    func restarts(controllers: Int) async throws {
        let options = Deployment.Options(
            blue: 10, green: 10, controllers: controllers, sessionTimeout: "2s",
            controllerArguments: ["--reader-cache", "0s"])
        try await withSettledDeployment(options) { deployment in
            var random = SplitMix64(seed: UInt64(Self.seed) &* 1_000 &+ UInt64(controllers))
            var restarts = 0
            for number in 1...Self.switches {
                let target: Color = number.isMultiple(of: 2) ? .blue : .green
                let troubles = Trouble.random(controllers: controllers, with: &random)
                restarts += troubles.count
                try await makeSwitch(number, to: target, troubles, deployment)
            }
            let outcomes = try await deployment.history().map(\.outcome)
            #expect(outcomes == Array(repeating: .completed, count: min(Self.switches, HistoryStore.limit)))
            print(
                "measured: \(Self.switches) switches, \(restarts) restarts of \(controllers) controllers, seed \(Self.seed)"
            )
        }
    }

    private func makeSwitch(
        _ number: Int, to target: Color, _ troubles: [Trouble], _ deployment: Deployment
    ) async throws {
        let source = deployment.fleet.ids[target.opposite]
        deployment.proxy.forget()
        let start = ContinuousClock.now
        let seen = try await Onlooker.watching(deployment) { onlooker in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for trouble in troubles { try await trouble.happen(in: deployment) } }
                try await deployment.set(target.rawValue)
                try await group.waitForAll()
            }
            try await deployment.awaitServing(target)
            return onlooker.seen
        }
        Deployment.tell("switch \(number) with \(troubles.count) restarts", ContinuousClock.now - start)
        let audit = Audit(up: source, events: deployment.proxy.events)
        #expect(audit.violations == [], "switch \(number), seed \(Self.seed): \(troubles)")
        #expect(audit.lowest == source.count, "switch \(number), seed \(Self.seed): \(troubles)")
        #expect((seen.lowest ?? 0) >= source.count, "switch \(number), seed \(Self.seed): \(seen) \(troubles)")
        #expect(try await deployment.activeColor() == target.rawValue)
    }
}

/// One controller that ends in the middle of a switch, and is started again.
private struct Trouble: Sendable {
    /// Once so many status changes of the switch were made; it has twenty.
    let change: Int
    /// And so much later, so that it happens between any two lines of the program.
    let jitter: Duration
    /// The controller of that number; nil: whoever leads.
    let victim: Int?
    let signal: Int32
    let pause: Duration

    /// One to three, in their order.
    static func random(controllers: Int, with random: inout SplitMix64) -> [Trouble] {
        let count = 1 + random.below(3)
        return (0..<count).map { _ in
            Trouble(
                change: random.below(20), jitter: .microseconds(random.below(30_000)),
                victim: random.chance(70) ? nil : 1 + random.below(controllers),
                signal: random.chance(60) ? SIGKILL : SIGTERM, pause: .milliseconds(random.below(1_500)))
        }.sorted { $0.change < $1.change }
    }

    func happen(in deployment: Deployment) async throws {
        try await eventually(within: .seconds(60), "change \(change) is made") {
            deployment.proxy.accepted.count >= change
        }
        // Waits for nothing: these are the random moments.
        try await Task.sleep(for: jitter)
        let name: String
        if let victim { name = "controller-\(victim)" } else { name = try await deployment.leader() }
        let process = try #require(deployment.process(name))
        process.signal(signal)
        try await eventually(within: .seconds(30), "\(name) has ended") { !process.isRunning }
        // One that was started a moment ago does not listen to signals yet.
        let codes = signal == SIGTERM ? [0, 128 + SIGTERM] : [128 + SIGKILL]
        #expect(process.exitCode.map { codes.contains($0) } == true, "\(name): \(process.output.suffix(2_000))")
        try await Task.sleep(for: pause)
        try await deployment.startController(name)
    }
}
