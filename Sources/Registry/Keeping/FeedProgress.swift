import Coordination

/// How far a replica has followed the feed: every change up to its revision is in memory.
struct FeedProgress: Hashable, Sendable {
    /// What is to be read to catch up.
    enum Need: Hashable, Sendable {
        case nothing
        case entries([Int64])
        /// Entries are gone that were never read.
        case everything
    }

    /// The last entry before which none is missing.
    private(set) var number: Int64
    /// Its `zxid`: what this replica has is at least as new.
    private(set) var revision: Int64
    /// Entries that are in memory, although earlier ones are not yet.
    private var ahead: [Int64: Int64] = [:]

    init(number: Int64 = -1, revision: Int64 = 0) {
        self.number = number
        self.revision = revision
    }

    /// An entry is in memory.
    mutating func took(_ number: Int64, revision: Int64) {
        guard number > self.number else { return }
        ahead[number] = revision
        while let next = ahead.removeValue(forKey: self.number + 1) {
            self.number += 1
            self.revision = max(self.revision, next)
        }
    }

    /// What of the entries that there are is missing in memory.
    func need(of numbers: [Int64]) -> Need {
        guard let oldest = numbers.first, let newest = numbers.last, newest > number else { return .nothing }
        let missing = numbers.filter { $0 > number && ahead[$0] == nil }
        guard !missing.isEmpty else { return .nothing }
        return oldest > number + 1 ? .everything : .entries(missing)
    }
}
