public import Foundation
import NIOConcurrencyHelpers

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where log lines go, and whether something there stamps them with the time.
public struct LogDestination: Sendable {
    /// Standard error of this process; a line is written at once and never torn by another thread's.
    ///
    /// When systemd's journal reads it (`JOURNAL_STREAM` is set), lines carry its priority prefix and no time.
    public static let standardError = LogDestination(
        isJournal: ProcessInfo.processInfo.environment["JOURNAL_STREAM"]?.isEmpty == false,
        write: { line in StandardError.write(line) }
    )

    let isJournal: Bool
    let now: @Sendable () -> UTCTime
    let write: @Sendable (String) -> Void

    /// A destination that is handed whole lines, each with its line break.
    ///
    /// With `isJournal`, lines begin with systemd's `<priority>` instead of the time.
    public init(
        isJournal: Bool,
        now: @escaping @Sendable () -> Date = { Date() },
        write: @escaping @Sendable (String) -> Void
    ) {
        self.isJournal = isJournal
        self.now = { UTCTime(milliseconds: Int64((now().timeIntervalSince1970 * 1000).rounded(.down))) }
        self.write = write
    }
}

/// Standard error, one writer at a time.
private enum StandardError {
    static let turn = NIOLockedValueBox(())

    static func write(_ line: String) {
        turn.withLockedValue { _ in
            var rest = Array(line.utf8)[...]
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { systemWrite(STDERR_FILENO, $0.baseAddress, $0.count) }
                if written > 0 {
                    rest = rest.dropFirst(written)
                } else if errno != EINTR {
                    return
                }
            }
        }
    }

    private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
        Glibc.write(descriptor, bytes, count)
        #else
        Darwin.write(descriptor, bytes, count)
        #endif
    }
}
