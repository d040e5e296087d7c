public import Logging

/// Writes events for people: `2026-11-23T14:02:11.123Z notice controller  Enabling instance  app=shop instance=green-1`.
///
/// One event is one line whatever is in it; metadata keys are sorted. In systemd's journal `<5>` stands for the time.
public struct TextLogHandler: LogHandler {
    /// Metadata of every line.
    public var metadata: Logger.Metadata = [:]
    /// Metadata of the running task.
    public var metadataProvider: Logger.MetadataProvider?
    /// Events below it are not written.
    public var logLevel: Logger.Level

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
        let start =
            destination.isJournal
            ? LogLine.journalPrefix(event.level)
            : "\(destination.now()) "
        var line = "\(start)\(event.level) \(LogText.key(label))  \(LogText.message("\(event.message)"))"
        let merged = LogLine.metadata(of: event, handler: metadata, provider: metadataProvider)
        for (index, (key, value)) in merged.enumerated() {
            line += "\(index == 0 ? "  " : " ")\(LogText.key(key))=\(LogText.value(Self.plain(value)))"
        }
        destination.write(line + "\n")
    }

    /// Lists and dictionaries are written as `[a, b]` and `{k: v}`, keys sorted.
    private static func plain(_ value: Logger.Metadata.Value) -> String {
        switch value {
        case .string(let text): text
        case .stringConvertible(let value): value.description
        case .array(let values): "[" + values.map(plain).joined(separator: ", ") + "]"
        case .dictionary(let values):
            "{" + values.sorted { $0.key < $1.key }.map { "\($0.key): \(plain($0.value))" }.joined(separator: ", ")
                + "}"
        }
    }
}
