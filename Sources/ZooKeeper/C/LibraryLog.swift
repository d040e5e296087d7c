import Logging
import NIOConcurrencyHelpers

/// Carries the C library's warnings to swift-log. The library's log callback has no context, so there is one logger for
/// the process: the one of the client that was made last.
enum LibraryLog {
    private static let logger = NIOLockedValueBox<Logger?>(nil)

    static func use(_ logger: Logger) {
        Self.logger.withLockedValue { $0 = logger }
    }

    /// Format: `time:pid(0xtid):ZOO_LEVEL@function@line: text`.
    static func forward(_ line: String) {
        guard let logger = logger.withLockedValue({ $0 }) else { return }
        let text = line.split(separator: "@", maxSplits: 2).last.map(String.init) ?? line
        // The library repeats itself several times a second while a server is away; the session's own lines say it once.
        logger.debug("ZooKeeper library reported", metadata: ["\(LogKeys.detail)": "\(text)"])
    }
}

/// The library's `log_callback_fn`.
func libraryLogged(_ message: UnsafePointer<CChar>?) {
    if let message { LibraryLog.forward(String(cString: message)) }
}
