import Coordination
import NIOConcurrencyHelpers
import RolloutCore

/// The apps that are served now, and what holds for all of them.
final class AppTable: Sendable {
    private struct State {
        var apps: [AppName: ServedApp] = [:]
        var common = CommonFacts()
    }

    private let state = NIOLockedValueBox(State())

    var apps: [ServedApp] { state.withLockedValue { Array($0.apps.values) } }

    var count: Int { state.withLockedValue { $0.apps.count } }

    func add(_ app: ServedApp) {
        let common = state.withLockedValue { state in
            state.apps[app.layout.app] = app
            return state.common
        }
        tell(app, common)
    }

    func remove(_ app: AppName) {
        state.withLockedValue { _ = $0.apps.removeValue(forKey: app) }
    }

    /// Changes what holds for all apps, and wakes each for which it matters.
    func update(_ body: (inout CommonFacts) -> Void) {
        let (apps, common) = state.withLockedValue { state in
            body(&state.common)
            return (Array(state.apps.values), state.common)
        }
        for app in apps { tell(app, common) }
    }

    private func tell(_ app: ServedApp, _ common: CommonFacts) {
        app.board.update { facts in
            defer { facts.common = common }
            return facts.common != common
        }
    }
}
