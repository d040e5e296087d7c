import Coordination
import Testing

@testable import RolloutCore
@testable import bluegreen

@Suite("Asking something of a rollout")
struct RequestTests {
    private func record(_ serving: Color, rollout: Rollout? = nil) -> RolloutRecord {
        var record = RolloutRecord(serving: serving, now: moment(0), reason: Reason(.steady, "the reason"))
        record.rollout = rollout
        return record
    }

    private let rollout = Rollout(
        number: 7, source: .blue, intent: Intent(color: .green, revision: 92), policy: RolloutPolicy(),
        startedAt: moment(0))

    private func target(
        _ verb: RolloutRequest.Verb, _ record: RolloutRecord?, asked: Color = .blue, history: [HistoryEntry] = []
    ) -> RequestTarget {
        RequestTarget(
            verb, record: record, intent: .asked(Intent(color: asked, revision: 95)), history: history)
    }

    @Test("It is meant for the rollout under way, whatever has been asked for since")
    func underWay() {
        #expect(
            target(.pause, record(.blue, rollout: rollout))
                == .rollout(revision: 92, id: "r-7", colors: .init(source: .blue, target: .green)))
    }

    @Test("What was just asked for is waited for; what was asked for and is over is not")
    func notYet() {
        #expect(
            target(.abort, record(.blue), asked: .green)
                == .notYet("waiting for the leader to begin the rollout to green"))
        #expect(
            target(.abort, record(.blue), asked: .green, history: [entry(6, .rejected, revision: 95)])
                == .nowhere("there is no rollout to abort: blue serves"))
        #expect(target(.promoteFully, record(.blue)) == .nowhere("there is no rollout to promote --full: blue serves"))
        #expect(
            target(.pause, nil) == .nowhere("there is no rollout to pause: no controller has taken the app over yet"))
    }

    @Test("Retry without a rollout is meant for the last one that failed")
    func retry() {
        var failed = record(.blue)
        failed.failed = RolloutRecord.FailedRollout(target: .green, revision: 80)
        #expect(
            target(.retry, failed) == .rollout(revision: 80, id: nil, colors: .init(source: .blue, target: .green)))
        #expect(
            target(.retry, record(.blue))
                == .nowhere("there is nothing to retry: blue serves, and the last rollout reached its target"))
    }

    @Test("The answer is found by the request's id, and that nobody leads is said once")
    func answers() {
        var watch = RequestWatch(id: "r-3")
        let alone = RequestWatch.Facts(record: record(.blue), hasLeader: false)
        #expect(watch.look(alone) == .progress("nobody leads: the next leader will answer"))
        #expect(watch.look(alone) == .nothing)
        #expect(!watch.hasLeader)
        let request = RolloutRequest(id: "r-3", verb: .pause, revision: 92, by: "jo")
        let answer = RequestAnswer(request: request, isAccepted: true, sentence: "paused", at: moment(3))
        var answered = record(.blue)
        answered.answers = [answer]
        #expect(watch.look(RequestWatch.Facts(record: answered, hasLeader: true)) == .answered(answer))
    }

    @Test("Who asks is the system user unless said, and blanks are nothing said")
    func saying() {
        #expect(Saying(by: nil, comment: " \n", user: "maria") == Saying(by: "maria", comment: nil))
        #expect(Saying(by: " jo ", comment: "two\nlines", user: "maria") == Saying(by: "jo", comment: "two lines"))
    }

    @Test("A freeze ends at a moment with its zone, or after a duration, and never in the past")
    func deadlines() throws {
        let now = moment(0)
        #expect(try Deadline.parse("2h", option: "--until", now: now) == moment(7_200))
        #expect(try Deadline.parse("2026-11-23T15:02:11+01:00", option: "--until", now: moment(-60)) == moment(0))
        for text in ["", "0s", "5", "18:00", "2026-12-24", "2026-11-23T14:02:10Z"] {
            #expect(throws: Failure.self, "\(text)") { try Deadline.parse(text, option: "--until", now: now) }
        }
    }

    @Test("A wait follows what is asked for, tells what failed just now, and waits for all else")
    func waitStart() {
        func start(_ color: Color, asked: Color, _ record: RolloutRecord?, _ history: [HistoryEntry] = []) -> WaitStart
        {
            WaitStart(
                color: color, intent: .asked(Intent(color: asked, revision: 95)), record: record, history: history)
        }
        #expect(start(.green, asked: .green, record(.blue)) == .asked(revision: 95))
        var failed = record(.blue)
        failed.failed = RolloutRecord.FailedRollout(target: .green, revision: 80)
        #expect(
            start(.green, asked: .blue, failed, [entry(6, .rejected, revision: 80)])
                == .over(.init(status: .refused, sentence: "why it ended so", rollout: "r-6")))
        #expect(
            start(.green, asked: .blue, record(.blue))
                == .notAsked("nobody has asked for green (blue serves): waiting until somebody does"))
    }

    @Test("A wait for a rollout that somebody holds ends with holding; going back that is stuck with stuck")
    func waits() {
        var paused = rollout
        paused.pause = Rollout.Pause(since: moment(1), why: "by jo")
        var watch = SwitchWatch(color: .green, revision: 92)
        let intent = IntentReading.asked(Intent(color: .green, revision: 92))
        _ = watch.look(.init(intent: intent, record: record(.blue, rollout: paused), history: [], hasLeader: true))
        #expect(watch.timedOut(after: .seconds(60)).status == .holding)
        _ = watch.look(.init(intent: intent, record: record(.blue, rollout: rollout), history: [], hasLeader: true))
        #expect(watch.timedOut(after: .seconds(60)).status == .timedOut)
        var stuck = rollout
        stuck.enter(.stuck, at: moment(2))
        var back = SwitchWatch(color: .blue, revision: 92)
        guard
            case .end(let end) = back.look(
                .init(intent: intent, record: record(.blue, rollout: stuck), history: [], hasLeader: true))
        else {
            Issue.record("an abort that is stuck ends the wait")
            return
        }
        #expect(end.status == .stuck)
    }
}
