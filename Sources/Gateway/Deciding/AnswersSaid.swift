import Logging
import NIOConcurrencyHelpers
import RolloutCore

/// Logs each answer that is another one than before, once.
final class AnswersSaid: Sendable {
    private let logger: Logger
    private let said = NIOLockedValueBox<[String: Color]>([:])

    init(logger: Logger) {
        self.logger = logger
    }

    func say(_ answers: [(app: String, color: Color)]) {
        let new = said.withLockedValue { said in
            answers.filter { said.updateValue($0.color, forKey: $0.app) != $0.color }
        }
        for (app, color) in new {
            logger.notice("Active color", metadata: [LogKeys.app: "\(app)", LogKeys.color: "\(color)"])
        }
    }
}
