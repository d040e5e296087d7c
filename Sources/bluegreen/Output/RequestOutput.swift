import RolloutCore

/// Prints what the leader answered, and how it ended.
struct RequestOutput: Sendable {
    let app: AppName
    let format: OutputFormat

    func tell(_ answered: Requesting.Answered, end: SwitchWatch.End? = nil) throws {
        guard format == .json else {
            let rollout = end?.rollout ?? answered.rollout
            Terminal.tell(Self.line(end?.sentence ?? answered.answer.sentence, rollout))
            return
        }
        Terminal.tell(try JSONText.of("Request", RequestReport(app: app.rawValue, answered, end: end)))
    }

    /// The answer, while the end is waited for.
    func talk(_ answered: Requesting.Answered) {
        Terminal.talk(Self.line(answered.answer.sentence, answered.rollout))
    }

    static func line(_ sentence: String, _ rollout: String?) -> String {
        rollout.map { "\($0): \(sentence)" } ?? sentence
    }
}
