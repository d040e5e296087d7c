import RolloutCore

/// Tells the time during one leadership: the wall clock's at its start, and from then on a clock that never jumps.
struct LeadershipClock: Sendable {
    private let wall: Timestamp
    private let start: ContinuousClock.Instant = .now

    init(wall: Timestamp) {
        self.wall = wall
    }

    var now: Timestamp { wall + (.now - start) }
}
