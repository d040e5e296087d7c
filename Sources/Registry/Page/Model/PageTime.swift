import Eureka
import Foundation

/// Times as people read them. Any number is accepted: some are read from a store.
enum PageTime {
    /// 9999-12-31T23:59:59.999Z; later ones are not written.
    private static let last: EpochMilliseconds = 253_402_300_799_999

    /// How long from one moment to another in milliseconds, 0 when it lies ahead.
    static func elapsed(from start: EpochMilliseconds, to end: EpochMilliseconds) -> Int64 {
        let (difference, isOverflow) = end.subtractingReportingOverflow(start)
        guard !isOverflow else { return end > start ? .max : 0 }
        return max(0, difference)
    }

    /// A duration in its two largest units, rounded down.
    static func text(milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60)
        if days > 0 { return hours > 0 ? "\(days) d \(hours) h" : "\(days) d" }
        if hours > 0 { return minutes > 0 ? "\(hours) h \(minutes) min" : "\(hours) h" }
        if minutes > 0 { return seconds % 60 > 0 ? "\(minutes) min \(seconds % 60) s" : "\(minutes) min" }
        return "\(seconds) s"
    }

    /// The same for what is still to come, rounded up.
    static func textAhead(milliseconds: Int64) -> String {
        text(milliseconds: min(max(0, milliseconds), .max - 999) + 999)
    }

    /// How long ago a moment was; nil when there was none.
    static func ago(_ time: EpochMilliseconds, now: EpochMilliseconds) -> String? {
        guard time > 0 else { return nil }
        return text(milliseconds: elapsed(from: time, to: now)) + " ago"
    }

    /// The moment in UTC as machines read it; nil when there was none.
    static func iso8601(_ time: EpochMilliseconds) -> String? {
        guard time > 0, time <= last else { return nil }
        return Date(timeIntervalSince1970: Double(time / 1000)).ISO8601Format()
    }

    /// The moment in UTC as people read it; nil when there was none.
    static func utc(_ time: EpochMilliseconds) -> String? {
        iso8601(time).map { $0.replacing("T", with: " ").replacing("Z", with: "") }
    }
}
