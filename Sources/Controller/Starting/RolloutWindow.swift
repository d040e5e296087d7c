import Foundation
public import RolloutCore

/// A part of the week in which rollouts may begin, by the clocks of one place: `Mon-Fri 09:00-17:00 Europe/Berlin`.
public struct RolloutWindow: Hashable, Sendable, CustomStringConvertible {
    /// As it was written.
    public let description: String
    /// Monday first.
    private let days: [Bool]
    /// Minutes since midnight. When `end` is not later, the window ends on the next day.
    private let start: Int
    private let end: Int
    private let zone: TimeZone
    /// As it was written: Foundation calls UTC GMT.
    private let place: String

    /// What is wrong with a window's text, in one sentence.
    public struct Fault: Error, Hashable, CustomStringConvertible {
        /// The sentence, without a full stop.
        public let description: String
    }

    /// Reads days (all of them when left out), hours and the name of an IANA time zone.
    ///
    /// - Throws: what is wrong, for whoever has written it.
    public init(_ text: String) throws(Fault) {
        var words = text.split(separator: " ")
        if words.count == 2 { words.insert("Mon-Sun", at: 0) }
        guard words.count == 3 else {
            throw Fault(description: "\"\(text)\" is no window: write it as Mon-Fri 09:00-17:00 Europe/Berlin")
        }
        days = try Self.days(words[0])
        let hours = words[1].split(separator: "-", omittingEmptySubsequences: false)
        guard hours.count == 2, let start = Self.minute(hours[0]), let end = Self.minute(hours[1]), start < 1_440 else {
            throw Fault(description: "\"\(words[1])\" is no time of the day: write it as 09:00-17:00")
        }
        guard let zone = TimeZone(identifier: String(words[2])) else {
            throw Fault(
                description: "\"\(words[2])\" is no time zone: write its IANA name, such as Europe/Berlin or UTC")
        }
        (self.start, self.end, self.zone, place) = (start, end, zone, String(words[2]))
        description = text
    }

    private static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    /// `Mon-Fri`, `Sat,Sun`, `Fri-Mon`.
    private static func days(_ text: Substring) throws(Fault) -> [Bool] {
        var days = [Bool](repeating: false, count: 7)
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { end in
                names.firstIndex(of: end.lowercased())
            }
            guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil else {
                throw Fault(description: "\"\(part)\" are no days: write Mon, Mon-Fri or Sat,Sun")
            }
            for step in 0...((last - first + 7) % 7) { days[(first + step) % 7] = true }
        }
        return days
    }

    /// `09:00` to `24:00`.
    private static func minute(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 2,
            parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 1_440
        else { return nil }
        return hour * 60 + minute
    }

    /// Whether a rollout may begin at that moment. What the clocks there show is what counts, also on the days on which
    /// they are changed: an hour that is left out cannot open a window, and one that comes twice opens it twice.
    public func isOpen(at moment: Timestamp) -> Bool { isOpen(CivilTime.floored(moment.nanoseconds, by: Self.second)) }

    /// When it opens next; the moment itself while it is open.
    public func nextOpening(from moment: Timestamp) -> Timestamp {
        var second = -CivilTime.floored(-moment.nanoseconds, by: Self.second)
        // Clocks are changed a few times a year at most, and each week has an opening.
        for _ in 0..<8 {
            if isOpen(second) { break }
            let change = nextClockChange(after: second)
            if let opening = opening(from: second), opening < change {
                second = opening
                break
            }
            second = change
        }
        return Timestamp(nanoseconds: second * Self.second)
    }

    /// `Mon 2026-11-30 at 09:00 Europe/Berlin`
    func written(_ moment: Timestamp) -> String {
        let seconds = CivilTime.floored(moment.nanoseconds, by: Self.second)
        let local = CivilTime(seconds: seconds, offset: offset(at: seconds))
        return "\(Self.names[local.weekday].capitalized) \(local.date) at \(local.time) \(place)"
    }

    private static let second: Int64 = 1_000_000_000

    private func isOpen(_ second: Int64) -> Bool {
        let local = CivilTime(seconds: second, offset: offset(at: second))
        if start < end { return days[local.weekday] && (start..<end).contains(local.minute) }
        let before = CivilTime.weekday(of: local.day - 1)
        return days[local.weekday] && local.minute >= start || days[before] && local.minute < end
    }

    /// The next time that the window begins if clocks are not changed before.
    private func opening(from second: Int64) -> Int64? {
        let offset = offset(at: second)
        let today = CivilTime(seconds: second, offset: offset).day
        return (today...today + 7).lazy.filter { days[CivilTime.weekday(of: $0)] }
            .map { $0 * 86_400 + Int64(start) * 60 - offset }.first { $0 >= second }
    }

    private func offset(at second: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))))
    }

    private func nextClockChange(after second: Int64) -> Int64 {
        let date = Date(timeIntervalSince1970: Double(second))
        guard let change = zone.nextDaylightSavingTimeTransition(after: date), change > date else { return .max }
        return Int64(change.timeIntervalSince1970.rounded(.up))
    }
}
