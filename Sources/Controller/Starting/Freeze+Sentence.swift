public import Coordination
import RolloutCore

extension Freeze {
    /// Why no rollout may begin: `frozen by maria until 2026-11-26T08:00Z: Black Friday`. Carries no running clock.
    public var sentence: String {
        let until = until.map { moment in
            let civil = CivilTime(moment)
            return " until \(civil.date)T\(civil.time)Z"
        }
        return "frozen by \(by)\(until ?? "")\(reason.isEmpty ? "" : ": \(reason)")"
    }
}
