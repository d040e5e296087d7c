import RolloutCore

/// Which rollout an operator's request is meant for, from what is known at one moment.
enum RequestTarget: Hashable, Sendable {
    /// The one that follows this intent; `id` is its name (`r-7`), nil for `retry` of one that is over.
    case rollout(revision: Int64, id: String?, colors: Colors)
    /// It has been asked for, and the leader has yet to begin it.
    case notYet(String)
    /// There is none, in one sentence.
    case nowhere(String)

    /// Where a rollout comes from and goes to.
    struct Colors: Hashable, Sendable {
        let source: Color
        let target: Color
    }

    /// - Parameter history: the newest entries: what was asked for and is over is not waited for.
    init(_ verb: RolloutRequest.Verb, record: RolloutRecord?, intent: IntentReading, history: [HistoryEntry]) {
        guard let record else {
            self = .nowhere("there is no rollout to \(verb.word): no controller has taken the app over yet")
            return
        }
        if let rollout = record.rollout {
            let colors = Colors(source: rollout.source, target: rollout.target)
            self = .rollout(revision: rollout.revision, id: rollout.id, colors: colors)
            return
        }
        if case .asked(let asked) = intent, asked.color != record.serving,
            !history.contains(where: { $0.revision == asked.revision })
        {
            self = .notYet("waiting for the leader to begin the rollout to \(asked.color)")
            return
        }
        guard verb == .retry else {
            self = .nowhere("there is no rollout to \(verb.word): \(record.serving) serves")
            return
        }
        guard let failed = record.failed else {
            self = .nowhere(
                "there is nothing to retry: \(record.serving) serves, and the last rollout reached its target")
            return
        }
        let colors = Colors(source: record.serving, target: failed.target)
        self = .rollout(revision: failed.revision, id: nil, colors: colors)
    }
}
