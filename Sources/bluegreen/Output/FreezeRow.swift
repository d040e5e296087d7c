import Coordination
import RolloutCore

/// A freeze as `status` shows it.
struct FreezeRow: Hashable, Sendable, Encodable {
    /// Nil: every app.
    let app: String?
    let reason: String
    let by: String
    let since: Moment
    let until: Moment?

    init(_ freeze: Freeze, app: String?) {
        self.app = app
        reason = freeze.reason
        by = freeze.by
        since = Moment(freeze.since)
        until = freeze.until.map(Moment.init)
    }

    /// `payments is frozen by maria until 2026-12-24T18:00:00Z: Christmas`
    var sentence: String {
        let whose = app.map { "\($0) is" } ?? "all apps are"
        let end = until.map { "until \($0.short)" } ?? "until it is lifted"
        return "\(whose) frozen by \(by) \(end): \(reason)"
    }
}
