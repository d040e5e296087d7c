import Eureka
import NIOConcurrencyHelpers
import RolloutCore

/// Reads the registry over and over, as a client that routes by it does, and keeps what it saw at the worst moment.
final class Onlooker: Sendable {
    struct Seen: Sendable, Hashable {
        var looks = 0
        /// Fewest instances that were UP.
        var lowest: Int?
        /// Most instances that were UP without being alive, as far as the test has said which are not.
        var mostDead = 0
    }

    private struct State {
        var seen = Seen()
        var dead: [String] = []
    }

    private let registry: EurekaClient
    private let app: String
    private let state = NIOLockedValueBox(State())

    init(_ deployment: Deployment) {
        registry = deployment.registry
        app = Deployment.app.rawValue
    }

    var seen: Seen { state.withLockedValue { $0.seen } }

    /// From now on these count as gone, whatever the registry says of them; what was seen before is forgotten.
    func begin(without dead: [String] = []) {
        state.withLockedValue { $0 = State(dead: dead) }
    }

    /// Looks until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            let before = state.withLockedValue { $0.dead }
            if case .changed(let instances, _, _)? = try? await registry.application(app) {
                note(instances.filter { $0.status == .up }.map(\.effectiveID), before)
            }
            // A reader that never rests would take the processors from those that are looked at.
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    private func note(_ up: [String], _ before: [String]) {
        state.withLockedValue { state in
            // Asked for before somebody died, it would tell of another world.
            guard state.dead == before else { return }
            let alive = up.count { !state.dead.contains($0) }
            state.seen.looks += 1
            state.seen.lowest = min(state.seen.lowest ?? alive, alive)
            state.seen.mostDead = max(state.seen.mostDead, up.count - alive)
        }
    }

    /// Looks while `body` runs.
    static func watching<R: Sendable>(
        _ deployment: Deployment, _ body: @escaping @Sendable (Onlooker) async throws -> R
    ) async throws -> R {
        let onlooker = Onlooker(deployment)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await onlooker.run() }
            defer { group.cancelAll() }
            return try await body(onlooker)
        }
    }
}
