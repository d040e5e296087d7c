public import Logging

/// Writes events for pipelines: one JSON object a line.
///
/// `time`, `level`, `logger` and `message` come first, then the metadata, keys sorted; a metadata key of one of these four
/// names is written as `metadata.time` and so on. In systemd's journal `<5>` stands before the object instead of `time`.
public struct JSONLogHandler: LogHandler {
    /// Metadata of every line.
    public var metadata: Logger.Metadata = [:]
    /// Metadata of the running task.
    public var metadataProvider: Logger.MetadataProvider?
    /// Events below it are not written.
    public var logLevel: Logger.Level

    private static let ownKeys = ["time", "level", "logger", "message"]
    private let label: String
    private let destination: LogDestination

    /// A handler for the logger called `label`.
    public init(label: String, level: Logger.Level = .info, destination: LogDestination = .standardError) {
        self.label = label
        self.logLevel = level
        self.destination = destination
    }

    /// One value of the metadata of every line.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        var fields: [String] = []
        if !destination.isJournal {
            fields.append("\"time\":\"\(destination.now())\"")
        }
        fields.append("\"level\":\"\(event.level)\"")
        fields.append("\"logger\":\(JSONText.quoted(label))")
        fields.append("\"message\":\(JSONText.quoted("\(event.message)"))")
        for (key, value) in LogLine.metadata(of: event, handler: metadata, provider: metadataProvider) {
            let free = Self.ownKeys.contains(key) ? "metadata.\(key)" : key
            fields.append("\(JSONText.quoted(free)):\(Self.json(value))")
        }
        let start = destination.isJournal ? LogLine.journalPrefix(event.level) : ""
        destination.write("\(start){\(fields.joined(separator: ","))}\n")
    }

    private static func json(_ value: Logger.Metadata.Value) -> String {
        switch value {
        case .string(let text): JSONText.quoted(text)
        case .stringConvertible(let value): JSONText.literal(value)
        case .array(let values): "[" + values.map(json).joined(separator: ",") + "]"
        case .dictionary(let values):
            "{"
                + values.sorted { $0.key < $1.key }
                .map { "\(JSONText.quoted($0.key)):\(json($0.value))" }
                .joined(separator: ",") + "}"
        }
    }
}
