public import Logging

/// How log lines are written: for people or for a pipeline.
public enum LogFormat: String, CaseIterable, Sendable {
    case text
    case json

    /// A handler of this format for the logger called `label`.
    public func makeHandler(
        label: String,
        level: Logger.Level,
        destination: LogDestination = .standardError
    ) -> any LogHandler {
        switch self {
        case .text: TextLogHandler(label: label, level: level, destination: destination)
        case .json: JSONLogHandler(label: label, level: level, destination: destination)
        }
    }
}
