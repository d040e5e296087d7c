import Foundation
import RolloutCore

/// A moment as people and programs read it: RFC 3339 in UTC.
struct Moment: Hashable, Sendable, Encodable {
    let timestamp: Timestamp

    init(_ timestamp: Timestamp) {
        self.timestamp = timestamp
    }

    static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }

    /// To the millisecond, for programs.
    var precise: String { written(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }

    /// To the second, for people.
    var short: String { written(Date.ISO8601FormatStyle()) }

    /// To the second, as a table has it: on a terminal it can be wrapped between day and time.
    func short(for terminal: Terminal) -> String {
        terminal.columns == nil ? short : short.replacing("T", with: " ")
    }

    private func written(_ style: Date.ISO8601FormatStyle) -> String {
        Date(timeIntervalSince1970: Double(timestamp.milliseconds) / 1_000).formatted(style)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(precise)
    }
}
