import Coordination
import RolloutCore

/// Which rollout somebody means.
enum HistorySelection {
    /// - Parameter entries: newest first.
    /// - Throws: `Failure` that says which there are.
    static func entry(
        _ id: String, in entries: [HistoryEntry], advice: Advice = Advice()
    ) throws(Failure) -> HistoryEntry {
        guard let newest = entries.first, let oldest = entries.last else {
            throw Failure(
                .usage,
                "there are no finished rollouts yet: \(advice.command("status")) shows one that is under way")
        }
        if id == "last" { return newest }
        if let found = entries.first(where: { $0.id == id || "\($0.number)" == id }) { return found }
        throw Failure(
            .usage,
            "there is no finished rollout \"\(id)\": "
                + (newest == oldest ? "only \(newest.id) is kept" : "\(oldest.id) to \(newest.id) are kept")
                + "; \(advice.command("history")) lists them")
    }
}
