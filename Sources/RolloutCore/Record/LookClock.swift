/// How long something was looked at: passes add up as long as they come close together.
public struct LookClock: Codable, Hashable, Sendable {
    /// What has been added up, in milliseconds.
    public private(set) var milliseconds: Int64 = 0
    /// When it was last looked at; nil before the first time and after a gap.
    public private(set) var last: Timestamp?

    /// Passes further apart than this left a gap: what was in it is not known.
    public static let longestGap: Duration = .seconds(15)
    /// How often it is worth remembering.
    static let interval: Duration = .seconds(5)

    /// Nothing looked at yet.
    public init() {}

    /// How long it was looked at until `now`.
    func total(at now: Timestamp) -> Duration { .milliseconds(milliseconds) + gap(until: now) }

    mutating func look(at now: Timestamp) {
        milliseconds += gap(until: now).nanoseconds / 1_000_000
        last = now
    }

    /// What happens until the next look is not known.
    mutating func stop() { last = nil }

    private func gap(until now: Timestamp) -> Duration {
        guard let last else { return .zero }
        let gap = now - last
        return (.zero...Self.longestGap).contains(gap) ? gap : .zero
    }
}
