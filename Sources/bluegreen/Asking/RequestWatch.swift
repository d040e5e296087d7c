import RolloutCore

/// Follows one request to its answer. Facts in, news out: no clock, no connection.
struct RequestWatch: Hashable, Sendable {
    let id: String
    /// The last thing said, so that nothing is said twice.
    private var said: String?
    private(set) var hasLeader = true

    init(id: String) {
        self.id = id
    }

    /// What is known at one moment.
    struct Facts: Sendable {
        let record: RolloutRecord?
        let hasLeader: Bool
    }

    enum News: Hashable, Sendable {
        case nothing
        /// A line for people.
        case progress(String)
        case answered(RequestAnswer)
    }

    mutating func look(_ facts: Facts) -> News {
        if let answer = Self.answer(to: id, in: facts.record) { return .answered(answer) }
        hasLeader = facts.hasLeader
        let line = hasLeader ? nil : "nobody leads: the next leader will answer"
        defer { said = line }
        guard let line, line != said else { return .nothing }
        return .progress(line)
    }

    static func answer(to id: String, in record: RolloutRecord?) -> RequestAnswer? {
        record?.answers.last { $0.request.id == id } ?? record?.rollout?.requests.last { $0.request.id == id }
    }
}
