/// How long to wait before the next session is opened: doubling, with jitter, so that many clients do not come back at
/// the same instant.
struct ReconnectPolicy: Sendable {
    var first: Duration = .milliseconds(100)
    var longest: Duration = .seconds(5)

    /// The wait before attempt `attempt` (the first is 0); `jitter` in 0..<1 takes up to half of it away.
    func delay(beforeAttempt attempt: Int, jitter: Double) -> Duration {
        let doubled = first * (1 << min(max(attempt, 0), 16))
        return min(doubled, longest) * (1 - jitter / 2)
    }
}
