import Testing

@testable import Registry

@Suite("A registry that was paused")
struct RoundClockTests {
    @Test("A pause counts wherever it falls in the round, and once")
    func pauseWithinARound() {
        let start = ContinuousClock.now
        var rounds = RoundClock(start: start)
        let starts: [Int] = [0, 500, 1000, 41_000, 41_010, 41_500, 46_600]
        let late = starts.filter { rounds.isLate(at: start + .milliseconds($0)) }
        #expect(late == [41_000, 46_600])
    }
}
