import Foundation
import Logging
import NIOConcurrencyHelpers
import Telemetry

/// Log lines as a handler wrote them, with the clock standing still.
struct LogLines: Sendable {
    private let lines = NIOLockedValueBox<[String]>([])

    var written: [String] { lines.withLockedValue { $0 } }

    func logger(_ format: LogFormat, isJournal: Bool = false) -> Logger {
        let lines = lines
        let destination = LogDestination(
            isJournal: isJournal,
            now: { Date(timeIntervalSince1970: 1_795_442_531.123) },
            write: { line in lines.withLockedValue { $0.append(line) } }
        )
        return Logger(label: "controller") { label in
            format.makeHandler(label: label, level: .debug, destination: destination)
        }
    }
}
