import RolloutCore

/// What became of a request to the leader, for programs.
struct RequestReport: Encodable {
    let app: String
    let verb: String
    let rollout: String?
    let revision: Int64
    let by: String
    let comment: String?
    let isAccepted: Bool
    /// With `--wait` how it ended, else `accepted` or `refused`.
    let result: String
    let exitCode: Int32
    let answer: String
    let answeredAt: Moment
    /// How it ended, with `--wait`.
    let reason: String?

    init(app: String, _ answered: Requesting.Answered, end: SwitchWatch.End? = nil) {
        let answer = answered.answer
        self.app = app
        verb = answer.request.verb.rawValue
        rollout = answered.rollout ?? end?.rollout
        revision = answer.request.revision
        by = answer.request.by
        comment = answer.request.comment
        isAccepted = answer.isAccepted
        let status = end?.status ?? (answer.isAccepted ? .reached : .refused)
        result = end.map { "\($0.status)" } ?? (answer.isAccepted ? "accepted" : "refused")
        exitCode = status.rawValue
        self.answer = answer.sentence
        answeredAt = Moment(answer.at)
        reason = end?.sentence
    }
}
