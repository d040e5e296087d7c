import RolloutCore

/// A moment as a clock and a calendar at some offset from UTC show it.
struct CivilTime: Hashable, Sendable {
    /// Days since 1970-01-01 there.
    let day: Int64
    /// Minutes since midnight there.
    let minute: Int
    /// Seconds of that minute.
    let second: Int

    /// - Parameters:
    ///   - seconds: since 1970, UTC.
    ///   - offset: how many seconds the place is ahead of UTC.
    init(seconds: Int64, offset: Int64) {
        let local = seconds + offset
        day = Self.floored(local, by: 86_400)
        let rest = Int(local - day * 86_400)
        minute = rest / 60
        second = rest % 60
    }

    /// In UTC.
    init(_ moment: Timestamp) {
        self.init(seconds: Self.floored(moment.nanoseconds, by: 1_000_000_000), offset: 0)
    }

    /// 0 is Monday.
    var weekday: Int { Self.weekday(of: day) }

    /// 1970-01-01 was a Thursday.
    static func weekday(of day: Int64) -> Int { Int(((day + 3) % 7 + 7) % 7) }

    /// `2026-11-26`, in the Gregorian calendar.
    var date: String {
        // Years that begin in March end with the leap day: 146,097 days are 400 years.
        let shifted = day + 719_468
        let era = Self.floored(shifted, by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(year)-\(Self.padded(Int(month)))-\(Self.padded(Int(dayOfYear - (153 * marchMonth + 2) / 5 + 1)))"
    }

    /// `08:00`, with seconds only where there are some.
    var time: String {
        let minutes = "\(Self.padded(minute / 60)):\(Self.padded(minute % 60))"
        return second == 0 ? minutes : "\(minutes):\(Self.padded(second))"
    }

    /// Rounds toward the past, also before 1970.
    static func floored(_ value: Int64, by unit: Int64) -> Int64 {
        value >= 0 ? value / unit : -((-value + unit - 1) / unit)
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
