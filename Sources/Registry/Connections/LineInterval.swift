/// Lets one line an interval through: strangers must not fill the disk.
struct LineInterval: Sendable {
    static let length: Duration = .seconds(10)

    private var last: ContinuousClock.Instant?
    private var unsaid = 0

    /// How many were left out since the last line; nil when this one is left out too.
    mutating func unsaidBefore(_ now: ContinuousClock.Instant) -> Int? {
        if let last, now - last < Self.length {
            unsaid += 1
            return nil
        }
        defer { unsaid = 0 }
        last = now
        return unsaid
    }
}
