/// Why a pass did what it did: one sentence, the same in the log, on the command line and in metrics.
public struct Reason: Codable, Hashable, Sendable, CustomStringConvertible {
    /// A stable word to search for and to label metrics with.
    public let code: Code
    /// For people. Carries no running clock, so that it changes only when the matter does.
    public let sentence: String

    public enum Code: String, Codable, Hashable, Sendable, CaseIterable {
        case steady
        case adopted
        case noIntent = "no-intent"
        case refused
        case started
        case checking
        case enabling
        case disabling
        case waitingForInstance = "waiting-for-instance"
        case waitingForRegistry = "waiting-for-registry"
        case waitingForReaders = "waiting-for-readers"
        case draining
        case turned
        case completed
        case rolledBack = "rolled-back"
        case stuck
    }

    init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }

    public var description: String { sentence }
}
