import Eureka

/// How a reader stands to what is registered now.
enum ReaderStanding: Hashable, Sendable {
    /// It has fetched the latest revision.
    case current
    /// It has not, and is not late; milliseconds until it usually fetches again, nil when that is not known.
    case due(in: Int64?)
    /// It has not, and should have fetched this many milliseconds ago.
    case overdue(by: Int64)

    /// What Eureka's clients do unless told otherwise, for a reader seen only once.
    static let usualInterval: Int64 = 30_000
    /// A fetch takes its time, and intervals are not kept exactly.
    static let slack: Int64 = 2000

    init(_ reader: RegistryReader, revision: Int64, now: EpochMilliseconds) {
        guard reader.revision < revision else {
            self = .current
            return
        }
        let silence = PageTime.elapsed(from: reader.lastFetch, to: now)
        let isKnown = reader.intervalMilliseconds > 0
        let interval = isKnown ? reader.intervalMilliseconds : Self.usualInterval
        if silence > interval, silence - interval > Self.slack {
            self = .overdue(by: silence - interval)
        } else {
            self = .due(in: isKnown ? max(0, interval - silence) : nil)
        }
    }

    var isOverdue: Bool { if case .overdue = self { true } else { false } }
}

extension RegistryReader {
    /// How many changes it has not seen.
    func changesBehind(_ latest: Int64) -> Int64 {
        let (difference, isOverflow) = latest.subtractingReportingOverflow(revision)
        return isOverflow ? .max : max(0, difference)
    }
}
