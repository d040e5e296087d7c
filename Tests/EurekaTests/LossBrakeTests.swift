import Testing

@testable import Eureka

@Suite("How many losses at once a registry believes")
struct LossBrakeTests {
    private let now: EpochMilliseconds = 10_000_000

    private func expired(_ count: Int, ago: EpochMilliseconds = 0, at now: EpochMilliseconds) -> [ExpiredLease] {
        (0..<count).map { ExpiredLease(key: InstanceKey(app: "SVC", id: "i\($0)"), deadline: now - ago) }
    }

    @Test(
        "One always, up to three in ten, no more",
        arguments: [
            (1, 1, 1), (2, 1, 1), (2, 2, 0), (6, 1, 1), (6, 2, 0), (10, 3, 3), (10, 4, 0), (1000, 300, 300),
            (1000, 301, 0),
        ])
    func share(_ total: Int, _ lost: Int, _ believed: Int) {
        var brake = LossBrake()
        let admitted = brake.admit(expired(lost, at: now), total: total, lastHeard: now, now: now)
        #expect(admitted.count == believed && brake.held == lost - believed)
        #expect((brake.since == now) == (believed < lost))
    }

    @Test("Losses one after the other count together, until they are five minutes old")
    func window() {
        var brake = LossBrake()
        #expect(brake.admit(expired(1, at: now), total: 6, lastHeard: now, now: now).count == 1)
        let soon = now + 60_000
        #expect(brake.admit(expired(1, at: soon), total: 5, lastHeard: soon, now: soon).isEmpty)
        let later = now + LossBrake.window + 1
        #expect(brake.admit(expired(1, at: later), total: 5, lastHeard: later, now: later).count == 1)
        #expect(brake.held == 0 && brake.since == nil)
    }

    @Test("What stays away for ten minutes while others renew is believed; while nobody does, nothing is")
    func patience() {
        var brake = LossBrake()
        let missing = expired(5, ago: LossBrake.patience, at: now)
        #expect(brake.admit(missing, total: 8, lastHeard: now - 61_000, now: now).isEmpty)
        #expect(brake.admit(missing, total: 5, lastHeard: now, now: now).isEmpty)
        #expect(brake.admit(missing, total: 8, lastHeard: now, now: now).count == 5)
        // They are no new loss: the next one is believed as ever.
        #expect(brake.admit(expired(1, at: now + 1), total: 3, lastHeard: now, now: now + 1).count == 1)
    }

    @Test("Those that come back release the others' brake")
    func release() {
        var brake = LossBrake()
        #expect(brake.admit(expired(4, at: now), total: 10, lastHeard: now, now: now).isEmpty)
        #expect(brake.admit(expired(2, at: now), total: 10, lastHeard: now, now: now + 1).count == 2)
        #expect(brake.held == 0)
    }

    @Test("Somebody who knows better releases those held, and only those: what runs out later is judged as ever")
    func released() {
        var brake = LossBrake()
        #expect(brake.admit(expired(4, at: now), total: 10, lastHeard: now, now: now).isEmpty)
        let count = brake.release()
        #expect(count == 4)
        let later = now + 60_000
        let both = expired(4, at: now) + expired(5, at: later)
        #expect(brake.admit(both, total: 10, lastHeard: later, now: later).count == 4)
        #expect(brake.held == 5 && brake.since == now)
        // They are no loss that counts: of the six left, one may go.
        #expect(brake.admit(expired(1, at: later), total: 6, lastHeard: later, now: later).count == 1)
        #expect(brake.held == 0)
    }

    @Test("While nothing is held there is nothing to release, and the next loss is held all the same")
    func nothingHeld() {
        var brake = LossBrake()
        #expect(brake.admit(expired(1, at: now), total: 10, lastHeard: now, now: now).count == 1)
        let count = brake.release()
        #expect(count == 0)
        #expect(brake.admit(expired(4, at: now), total: 9, lastHeard: now, now: now).isEmpty)
    }

    @Test("Who renews between the release and the next look stays")
    func renewed() {
        var brake = LossBrake()
        #expect(brake.admit(expired(4, at: now), total: 10, lastHeard: now, now: now).isEmpty)
        _ = brake.release()
        #expect(brake.admit(Array(expired(4, at: now).dropFirst()), total: 10, lastHeard: now, now: now).count == 3)
        #expect(brake.held == 0 && brake.since == nil)
    }
}
