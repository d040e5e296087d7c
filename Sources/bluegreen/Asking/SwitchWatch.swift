import RolloutCore

/// Follows one request for a color to its end. Facts in, news out: no clock, no connection.
struct SwitchWatch: Hashable, Sendable {
    let color: Color
    /// The request followed; another one for the same color takes its place.
    private(set) var revision: Int64
    /// The last thing said, so that nothing is said twice.
    private var said: String?
    /// Why nothing goes on, when the rollout followed is paused.
    private var pause: String?

    init(color: Color, revision: Int64) {
        self.color = color
        self.revision = revision
    }

    /// What is known at one moment; the intent is read first, so that the record and the history are at least as new.
    struct Facts: Sendable {
        let intent: IntentReading
        let record: RolloutRecord?
        /// Newest first.
        let history: [HistoryEntry]
        let hasLeader: Bool
    }

    struct End: Hashable, Sendable {
        let status: ExitStatus
        let sentence: String
        /// `r-7`, when there was one.
        let rollout: String?
    }

    enum News: Hashable, Sendable {
        case nothing
        /// A line for people.
        case progress(String)
        case end(End)
    }

    mutating func look(_ facts: Facts) -> News {
        pause = facts.record?.rollout?.pause?.sentence
        if let entry = facts.history.first(where: { $0.revision == revision }) { return .end(end(entry)) }
        if case .asked(let intent) = facts.intent, intent.revision != revision {
            guard intent.color == color else { return .end(superseded(by: intent, facts)) }
            revision = intent.revision
            // The first request may have been answered between the two readings.
            if let entry = facts.history.first(where: { $0.revision == revision }) { return .end(end(entry)) }
        }
        if let end = standing(facts) { return .end(end) }
        return progress(facts)
    }

    /// What to say when the time is over: a rollout that somebody holds is told apart from one that is slow.
    func timedOut(after timeout: Duration, advice: Advice = Advice()) -> End {
        let spoken = "\(color) was not reached within \(timeout.text)"
        if let pause {
            return End(
                status: .holding,
                sentence: "\(spoken), since it is \(pause); \(advice.command("resume")) lets it go on",
                rollout: nil)
        }
        let why = said.map { " (\($0))" } ?? ""
        return End(
            status: .timedOut,
            sentence: "\(spoken)\(why); the request stands, follow it with \(advice.command("status"))", rollout: nil)
    }

    /// ZooKeeper could not be asked: what to say of it, once.
    mutating func isAway() -> String? { speak("ZooKeeper does not answer: waiting for it") }

    private func end(_ entry: HistoryEntry) -> End {
        let serving = entry.outcome == .completed ? entry.target : entry.source
        let status: ExitStatus =
            switch entry.outcome {
            case _ where serving == color: .reached
            case .rejected: .refused
            case .completed, .rolledBack: .rolledBack
            }
        return End(status: status, sentence: entry.reason, rollout: entry.id)
    }

    private func superseded(by intent: Intent, _ facts: Facts) -> End {
        let by = intent.by.map { " by \($0)" } ?? ""
        return End(
            status: .superseded, sentence: "\(intent.color) was asked for since\(by): \(color) is no longer moved to",
            rollout: facts.record?.rollout.map(\.id))
    }

    /// An end that shows in the record itself.
    private func standing(_ facts: Facts) -> End? {
        guard let record = facts.record else { return nil }
        if let rollout = record.rollout {
            guard rollout.revision == revision, rollout.phase == .stuck else { return nil }
            return End(status: .stuck, sentence: record.reason.sentence, rollout: rollout.id)
        }
        // Steady: what serves was looked at since, and it is as it should be.
        guard case .asked(let intent) = facts.intent, intent.color == color, record.serving == color else { return nil }
        return record.reason.code == .steady
            ? End(status: .reached, sentence: record.reason.sentence, rollout: nil) : nil
    }

    private mutating func progress(_ facts: Facts) -> News {
        var line = facts.record?.reason.sentence ?? "waiting for a controller to take the app over"
        let isFollowed = facts.record?.rollout?.revision == revision
        let isServing = facts.record?.rollout == nil && facts.record?.serving == color
        if facts.record != nil, !isFollowed, !isServing { line = "waiting for the leader to take the request up" }
        if !facts.hasLeader { line = "nobody leads: the switch goes on as soon as a controller runs" }
        return speak(line).map { .progress($0) } ?? .nothing
    }

    private mutating func speak(_ line: String) -> String? {
        guard line != said else { return nil }
        said = line
        return line
    }
}
