import Testing

@testable import RolloutCore
@testable import bluegreen

@Suite("Waiting for a switch")
struct SwitchWatchTests {
    private func record(_ serving: Color, _ code: Reason.Code = .steady, rollout: Rollout? = nil) -> RolloutRecord {
        var record = RolloutRecord(serving: serving, now: moment(0), reason: Reason(code, "the reason"))
        record.rollout = rollout
        return record
    }

    private func rollout(revision: Int64, phase: Phase = .enabling) -> Rollout {
        var rollout = Rollout(
            number: 7, source: .blue, intent: Intent(color: .green, revision: revision), policy: RolloutPolicy(),
            startedAt: moment(0))
        rollout.enter(phase, at: moment(1))
        return rollout
    }

    private func facts(
        _ color: Color, _ revision: Int64, record: RolloutRecord?, history: [HistoryEntry] = [], hasLeader: Bool = true
    ) -> SwitchWatch.Facts {
        SwitchWatch.Facts(
            intent: .asked(Intent(color: color, revision: revision)), record: record, history: history,
            hasLeader: hasLeader)
    }

    private func end(of watch: SwitchWatch, _ facts: SwitchWatch.Facts) -> bluegreen.ExitStatus? {
        var watch = watch
        guard case .end(let end) = watch.look(facts) else { return nil }
        return end.status
    }

    private let asked = SwitchWatch(color: .green, revision: 92)

    @Test(
        "The history tells the end",
        arguments: [
            (Outcome.completed, bluegreen.ExitStatus.reached), (.rolledBack, .rolledBack), (.rejected, .refused),
        ])
    func ends(_ outcome: Outcome, _ status: bluegreen.ExitStatus) {
        // The leader has written the serving color back in the same transaction.
        let seen = facts(.blue, 95, record: record(.blue), history: [entry(7, outcome, revision: 92)])
        #expect(end(of: asked, seen) == status)
    }

    @Test("Asking for the source turns a rollout back: that is reached, not rolled back")
    func turnedBack() {
        let watch = SwitchWatch(color: .blue, revision: 93)
        let seen = facts(.blue, 93, record: record(.blue), history: [entry(7, .rolledBack, revision: 93)])
        #expect(end(of: watch, seen) == .reached)
    }

    @Test("A color that serves is reached once the leader has found everything as it should be")
    func serving() {
        #expect(end(of: asked, facts(.green, 92, record: record(.green))) == .reached)
        #expect(end(of: asked, facts(.green, 92, record: record(.green, .adopted))) == nil)
        #expect(end(of: asked, facts(.green, 92, record: record(.green, .waitingForRegistry))) == nil)
    }

    @Test("Stuck is told only of the rollout that follows the request")
    func stuck() {
        #expect(
            end(
                of: asked,
                facts(.green, 92, record: record(.blue, .stuck, rollout: rollout(revision: 92, phase: .stuck))))
                == .stuck)
        #expect(
            end(
                of: asked,
                facts(.green, 92, record: record(.blue, .stuck, rollout: rollout(revision: 80, phase: .stuck)))) == nil)
    }

    @Test("Another color asked for since supersedes the request")
    func superseded() {
        #expect(end(of: asked, facts(.blue, 93, record: record(.blue, rollout: rollout(revision: 92)))) == .superseded)
        #expect(end(of: asked, facts(.blue, 93, record: record(.blue))) == .superseded)
    }

    @Test("The same color asked for again is the same wish")
    func again() {
        var watch = asked
        let seen = facts(.green, 93, record: record(.blue, .enabling, rollout: rollout(revision: 93)))
        #expect(watch.look(seen) == .progress("the reason"))
        #expect(watch.revision == 93)
        #expect(
            end(of: watch, facts(.green, 93, record: record(.green), history: [entry(7, .completed, revision: 93)]))
                == .reached)
    }

    @Test("What is no color is waited out: the leader writes the right one back")
    func unreadable() {
        let seen = SwitchWatch.Facts(
            intent: .unreadable(text: "gren", revision: 93),
            record: record(.blue, .enabling, rollout: rollout(revision: 92)),
            history: [], hasLeader: true)
        #expect(end(of: asked, seen) == nil)
    }

    @Test("Each reason is said once, and that nobody leads")
    func progress() {
        var watch = asked
        let busy = facts(.green, 92, record: record(.blue, .enabling, rollout: rollout(revision: 92)))
        #expect(watch.look(busy) == .progress("the reason"))
        #expect(watch.look(busy) == .nothing)
        let alone = facts(.green, 92, record: record(.blue), hasLeader: false)
        #expect(watch.look(alone) == .progress("nobody leads: the switch goes on as soon as a controller runs"))
        #expect(watch.look(alone) == .nothing)
        #expect(watch.look(busy) == .progress("the reason"))
    }

    @Test("Rollback asks for the source of a rollout, or for the color before the last one that completed")
    func rollback() throws {
        let during = try RollbackTarget(record: record(.blue, .enabling, rollout: rollout(revision: 92)), history: [])
        #expect(during.color == .blue)
        #expect(during.sentence == "asking for blue: r-7 from blue to green is under way")
        let after = try RollbackTarget(
            record: record(.green), history: [entry(8, .rejected, revision: 95), entry(7, .completed, revision: 92)])
        #expect(after.color == .blue)
        #expect(throws: Failure.self) { try RollbackTarget(record: nil, history: []) }
        #expect(throws: Failure.self) {
            try RollbackTarget(record: record(.blue), history: [entry(7, .rolledBack, revision: 92)])
        }
    }
}
