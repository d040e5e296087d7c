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
        func start(
            asked: Color, _ record: RolloutRecord?, _ newest: HistoryEntry? = nil, zxid: Int64 = 95,
            at seconds: Int64 = 600
        ) -> WaitStart {
            WaitStart(
                color: .green, intent: .asked(Intent(color: asked, revision: 95)), record: record, newest: newest,
                zxid: zxid, now: moment(seconds))
        }
        let nobody = "nobody has asked for green (blue serves): waiting until somebody does"
        #expect(start(asked: .green, record(.blue)) == .asked(revision: 95))
        var failed = record(.blue)
        failed.failed = RolloutRecord.FailedRollout(target: .green, revision: 80)
        let refused = entry(6, .rejected, revision: 80)
        let over = WaitStart.over(.init(status: .refused, sentence: "why it ended so", rollout: "r-6"))
        #expect(start(asked: .blue, failed, refused) == over)
        #expect(start(asked: .blue, record(.blue)) == .notAsked(nobody))
        // Somebody has written the color that serves since.
        #expect(start(asked: .blue, failed, refused, zxid: 94) == .notAsked(nobody))
        // An old refusal is no answer to what is about to be asked for.
        #expect(
            start(asked: .blue, failed, refused, at: 3_600)
                == .notAsked(
                    "nobody has asked for green since it was refused at 2026-11-23T14:12:03Z (blue serves): "
                        + "waiting until somebody does"))
        #expect(start(asked: .green, failed, refused) == .asked(revision: 95))
    }

    @Test("What to type next has the options that were given, so that it can be copied")
    func advice() {
        #expect(Advice().command("status") == "`bluegreen status`")
        let advice = Advice(app: "cart", zookeeper: "zk1:2181,zk2:2181/prefix", config: "my file.yaml")
        #expect(
            advice.command("resume")
                == "`bluegreen resume --app cart --zookeeper zk1:2181,zk2:2181/prefix --config 'my file.yaml'`")
        #expect(
            SwitchWatch(color: .green, revision: 1).timedOut(after: .seconds(1), advice: Advice(app: "cart")).sentence
                .hasSuffix("follow it with `bluegreen status --app cart`"))
        #expect {
            try RollbackTarget(record: record(.blue), history: [], advice: Advice(app: "cart"))
        } throws: { "\($0)".contains("`bluegreen switch green --app cart`") }
    }

    @Test("An app that is not there is refused with those that are")
    func unknownApp() {
        func sentence(_ app: String) -> String {
            let layout = ZNodeLayout(app: AppName(rawValue: app), isRoot: false)
            return AppLookup.sentence(on: layout, known: ["service-client", "cart", "search", "a", "b", "c"])
        }
        #expect(
            sentence("serch")
                == "there is no app \"serch\", since /apps/serch does not exist; did you mean \"search\"?")
        #expect(
            sentence("payments")
                == "there is no app \"payments\", since /apps/payments does not exist: "
                + "there is service-client, cart, search, a, b and 1 more")
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
