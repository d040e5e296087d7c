import Logging

/// What both log handlers do alike: gather an event's metadata, and know the journal's priorities.
enum LogLine {
    /// Metadata of the handler, then of the task, then of the event; the later wins. An error comes as `error`.
    static func metadata(
        of event: LogEvent,
        handler: Logger.Metadata,
        provider: Logger.MetadataProvider?
    ) -> [(key: String, value: Logger.Metadata.Value)] {
        var merged = handler
        if let provided = provider?.get() {
            merged.merge(provided) { _, new in new }
        }
        if let own = event.metadata {
            merged.merge(own) { _, new in new }
        }
        if let error = event.error {
            merged["error"] = .string("\(error)")
        }
        return merged.sorted { $0.key < $1.key }
    }

    /// systemd's prefix: <https://www.freedesktop.org/software/systemd/man/latest/sd-daemon.html>
    static func journalPrefix(_ level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "<7>"
        case .info: "<6>"
        case .notice: "<5>"
        case .warning: "<4>"
        case .error, .critical: "<3>"
        }
    }
}
