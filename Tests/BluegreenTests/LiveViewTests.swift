import Coordination
import Testing

@testable import RolloutCore
@testable import bluegreen

@Suite("What a watch shows")
struct LiveViewTests {
    private func rollout(_ phase: Phase = .enabling) -> Rollout {
        let policy = RolloutPolicy(
            strategy: .init(batches: [.count(1), .percent(100)], bake: .seconds(30), soak: .seconds(60)))
        var rollout = Rollout(
            number: 7, source: .blue, intent: Intent(color: .green, revision: 92, by: "maria", comment: "TLS"),
            policy: policy, startedAt: moment(0))
        rollout.pass(targetSize: 2, required: 2, sourceSize: 2)
        rollout.enter(phase, at: moment(4))
        rollout.append(step("green-1", .enable, 3))
        return rollout
    }

    private func step(_ id: String, _ change: StatusChange.Kind, _ at: Int64, verified: Bool = true) -> StepRecord {
        StepRecord(change: change, instance: InstanceID(rawValue: id), at: moment(at), isVerified: verified)
    }

    private func record(_ rollout: Rollout?, _ reason: Reason, serving: Color = .blue) -> RolloutRecord {
        var record = RolloutRecord(serving: serving, now: moment(0), reason: reason)
        record.rollout = rollout
        return record
    }

    private func report(_ record: RolloutRecord?, at seconds: Int64 = 12) -> StatusReport {
        StatusReport(
            asOf: Moment(moment(seconds)), app: "payments",
            activeColor: .init(.asked(Intent(color: .green, revision: 92))),
            leader: .init(id: "controller-2", address: "10.0.0.5:8780", epoch: 41), controllers: [], record: record,
            registries: [.init(name: "http://a", isAvailable: true, revision: 1, failure: nil)],
            instances: InstanceRow.rows(
                members: [
                    member("blue-1", .blue, port: 1), member("blue-2", .blue, port: 2),
                    member("green-1", .green, port: 3), member("green-2", .green, port: 4),
                ],
                readings: [
                    registry(
                        "http://a", [("blue-1", .up), ("blue-2", .up), ("green-1", .up), ("green-2", .outOfService)])
                ]),
            last: nil)
    }

    private func view(_ report: StatusReport, rows: Int = 24, columns: Int = 100) -> String {
        LiveView(report: report, terminal: .plain).lines(rows: rows, columns: columns).joined(separator: "\n")
    }

    @Test("What is measured is a line of its own, and no data is no pass")
    func analysis() throws {
        let checks = [
            AnalysisCheck(name: "errors", source: .gateway(.errors), allowed: try #require(Threshold("< 1%"))),
            AnalysisCheck(name: "p99", source: .prometheus("x{{color}}"), allowed: try #require(Threshold("<= 250ms"))),
        ]
        var rollout = Rollout(
            number: 7, source: .blue, intent: Intent(color: .green, revision: 92),
            policy: RolloutPolicy(strategy: .init(bake: .seconds(30)), analysis: checks), startedAt: moment(0))
        rollout.enter(.baking, at: moment(4))
        var progress = AnalysisProgress(checks, since: moment(4), mark: TrafficCounts())
        let counts = TrafficCounts(requests: 230, failedResponses: 12)
        progress.checks[0].take(Measurement(.errors, of: checks[0], counts: counts, gateways: 1), at: moment(9))
        rollout.analysis = progress
        let report = report(record(rollout, Reason(.baking, "baking")))
        #expect(view(report).contains("α analysis  ✖ errors 5.2 % < 1 %   ? p99 no data <= 250 ms"))
        let status = report.rendered(for: .plain)
        #expect(status.contains("✖ errors 5.2 % (12 of 230), allowed < 1 %"))
        #expect(status.contains("? p99 no data: not measured yet, allowed <= 250 ms"))
    }

    @Test("A rollout above, and its instances as a tree below")
    func tree() {
        var record = record(rollout(), Reason(.enabling, "enabling green-2: 1 of 2 of green serve"))
        record.pending = StatusChange(
            kind: .enable, instance: InstanceID(rawValue: "green-2"), color: .green, since: moment(11))
        #expect(
            view(report(record)) == """
                payments  r-7  blue → green  enabling, batch 1 of 2  12s
                asked by  maria: “TLS”
                now       ◌ enabling green-2: 1 of 2 of green serve  (12s)
                way back  blue with 2 of 2 instances
                leader    controller-2 at 10.0.0.5:8780 (epoch 41)

                INSTANCE            STATUS            REGISTRIES  INFO
                ├── green (target)  ✔ 1 of 2 UP
                │   ├── green-1     ✔ UP              1/1         enabled 9s ago
                │   └── green-2     ◌ OUT_OF_SERVICE  1/1         being enabled, 1s
                └── blue (source)   ✔ 2 of 2 UP
                    ├── blue-1      ✔ UP              1/1         10.0.0.1:1
                    └── blue-2      ✔ UP              1/1         10.0.0.1:2
                """)
    }

    @Test("A pause, a bake and a freeze are told, and in ASCII nothing is lost")
    func paused() {
        var rollout = rollout(.baking)
        rollout.looked.look(at: moment(4))
        rollout.looked.look(at: moment(9))
        rollout.looked.stop()
        rollout.pause = Rollout.Pause(since: moment(9), why: "by jo")
        var report = report(record(rollout, Reason(.paused, "paused by jo")))
        report.freezes = [
            FreezeRow(Freeze(reason: "audit", by: "jo", since: moment(0), until: moment(3_600)), app: "payments")
        ]
        let text = ScreenText.ascii(view(report))
        #expect(text.utf8.allSatisfy { $0 < 128 })
        #expect(text.contains("now       = paused by jo  (5s of 30s looked at)"))
        #expect(text.contains("frozen    payments is frozen by jo until 2026-11-23T15:02:11Z: audit"))
        #expect(text.contains("|-- green (target)  + 1 of 2 UP"))
    }

    @Test("A small screen keeps the instances that need a look, and cuts no line open")
    func small() {
        var record = record(rollout(), Reason(.enabling, "enabling green-2: 1 of 2 of green serve"))
        record.pending = StatusChange(
            kind: .enable, instance: InstanceID(rawValue: "green-2"), color: .green, since: moment(11))
        let lines = LiveView(report: report(record), terminal: Terminal(hasColor: true)).lines(rows: 13, columns: 40)
        #expect(lines.count <= 13)
        #expect(lines.contains { $0.contains("green-2") })
        #expect(lines.contains { $0.contains("and 1 more") || $0.contains("and 2 more") })
        let plain = lines.map { $0.replacing(/\u{1B}\[[0-9]*m/, with: "") }
        #expect(plain.allSatisfy { $0.count <= 40 })
    }

    @Test("Each step, answer and end is told once, also those that no look has seen")
    func events() {
        var events = StatusEvents()
        let begun = record(rollout(), Reason(.enabling, "enabling green-2"))
        #expect(
            events.look(report(begun), history: []).map(\.line) == [
                "2026-11-23T14:02:23Z rollout=r-7 phase=enabling code=leader controller-2 at 10.0.0.5:8780 leads (epoch 41)",
                "2026-11-23T14:02:23Z rollout=r-7 phase=enabling code=enabling enabling green-2",
            ])
        #expect(events.look(report(begun), history: []) == [])
        // Everything else happened between two looks.
        let request = RolloutRequest(id: "r-3", verb: .abort, revision: 92, by: "jo", comment: "slow")
        let over = HistoryEntry(
            number: 7, source: .blue, target: .green, outcome: .rolledBack, startedAt: moment(0),
            finishedAt: moment(20),
            by: "maria", comment: "TLS", reason: "blue serves again", revision: 92,
            steps: [
                step("green-1", .enable, 3), step("green-2", .enable, 13, verified: false),
                step("green-1", .disable, 19),
            ],
            requests: [
                RequestAnswer(request: request, isAccepted: true, sentence: "going back to blue", at: moment(14))
            ])
        let steady = record(nil, Reason(.rolledBack, "blue serves again"))
        #expect(
            events.look(report(steady, at: 21), history: [over]).map(\.line) == [
                "2026-11-23T14:02:24Z rollout=r-7 phase=rolledBack code=given-up instance=green-2 green-2 could not be enabled",
                "2026-11-23T14:02:30Z rollout=r-7 phase=rolledBack code=disabled instance=green-1 disabled green-1",
                "2026-11-23T14:02:25Z rollout=r-7 phase=rolledBack code=request-accepted abort by jo (slow) accepted: going back to blue",
                "2026-11-23T14:02:31Z rollout=r-7 phase=rolledBack code=rolledBack blue serves again",
            ])
        #expect(events.look(report(steady, at: 22), history: [over]) == [])
    }

    @Test("A watch ends with the rollout that it began with, or with what it waits for")
    func goals() {
        let enabling = report(record(rollout(), Reason(.enabling, "r")))
        let steady = report(record(nil, Reason(.steady, "r")))
        let completed = entry(7, .completed, revision: 92)
        var goal = WatchGoal(until: nil)
        #expect(goal.look(enabling, history: []) == nil)
        #expect(goal.look(steady, history: [entry(7, .rolledBack, revision: 92)])?.status == .rolledBack)
        var endless = WatchGoal(until: nil)
        #expect(endless.look(steady, history: [entry(6, .completed, revision: 80)]) == nil)
        #expect(endless.look(enabling, history: [entry(6, .completed, revision: 80)]) == nil)
        #expect(endless.look(steady, history: [completed]) == nil)
        var next = WatchGoal(until: .completed)
        #expect(next.look(steady, history: [entry(6, .rejected, revision: 80)]) == nil)
        #expect(next.look(steady, history: [completed, entry(6, .rejected, revision: 80)])?.status == .reached)
        var held = WatchGoal(until: .paused)
        #expect(held.look(enabling, history: []) == nil)
        var paused = rollout()
        paused.pause = Rollout.Pause(since: moment(5), why: "by jo")
        #expect(held.look(report(record(paused, Reason(.paused, "r"))), history: [])?.status == .reached)
        var stuck = WatchGoal(until: nil)
        #expect(stuck.look(report(record(rollout(.stuck), Reason(.stuck, "r"))), history: []) == nil)
        #expect(stuck.look(enabling, history: []) == nil)
        #expect(stuck.look(report(record(rollout(.stuck), Reason(.stuck, "r"))), history: [])?.status == .stuck)
    }
}
