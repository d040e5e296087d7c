import Controller
import Testing

@testable import RolloutCore
@testable import bluegreen

@Suite("What operators are told before and after")
struct ReportTests {
    @Test("A precheck tells each finding on its own line, and what it comes to")
    func precheck() {
        let report = PrecheckReport(
            app: "payments", color: .green,
            Precheck(failures: ["green-2 is not registered", "frozen by jo: audit"], warnings: ["no way back"]),
            policy: "the leader's configuration")
        #expect(
            report.rendered(for: .plain) == """
                refuses  green-2 is not registered
                refuses  frozen by jo: audit
                warning  no way back
                green would be refused for 2 reasons; nothing was changed
                """)
        #expect(!report.wouldStart)
        let fine = PrecheckReport(
            app: "payments", color: .green, Precheck(failures: [], warnings: []), policy: "the leader's configuration")
        #expect(fine.rendered(for: .plain) == "green could be switched to; nothing was changed")
        func serving(_ failures: [String]) -> String {
            PrecheckReport(
                app: "payments", color: .green, isServing: true, Precheck(failures: failures, warnings: []), policy: "p"
            ).rendered(for: .plain)
        }
        #expect(serving([]) == "green serves already, so there is nothing to switch; nothing was changed")
        #expect(serving(["frozen"]).hasSuffix("it would be refused for 1 reason; nothing was changed"))
    }

    @Test("The simulator says what each of its figures means")
    func simulation() {
        let text = SimulationSummary().rendered(for: .plain)
        let figures = text.split(separator: "\n").map { $0.prefix { $0 != " " } }
        #expect(figures == ["seeds", "events", "rollouts", "faults", "capacity", "way", "speed", "trace"])
        #expect(text.contains("what a fault had stopped could not"))
    }

    @Test("A plan tells every step with how many serve, the lowest capacity and how long it takes")
    func plan() {
        func instance(_ id: String, _ color: Color, _ status: InstanceStatus) -> Instance {
            Instance(
                id: InstanceID(rawValue: id), color: color, endpoint: nil,
                registration: .registered(status, override: status), readiness: .ready)
        }
        let record = RolloutRecord(serving: .blue, now: moment(0), reason: Reason(.steady, "blue serves"))
        let seen = Observation(
            now: moment(0), intent: .asked(Intent(color: .blue, revision: 1)), record: record,
            fleets: PerColor(
                blue: Fleet(color: .blue, instances: [instance("b", .blue, .up)]),
                green: Fleet(color: .green, instances: [instance("g", .green, .outOfService)])),
            registries: [
                RegistryReport(name: "http://a", answer: .available(revision: 1, readers: []))
            ])
        let policy = RolloutPolicy(
            strategy: .init(soak: .seconds(90)), readerCache: .fixed(.zero))
        let plan = PlanPreview(of: .green, seen: seen, policy: policy)
        let text = PlanReport(
            app: "payments", color: .green, plan, servingNow: 1, policy: "the leader's configuration"
        ).rendered(for: .plain)
        #expect(
            text.contains(
                "STEP  AFTER  BLUE  GREEN  WHAT\n1     0ms    1     0      green was asked for; blue serves\n"))
        #expect(text.contains("enabling g: 0 of 1 of green serve"))
        #expect(
            text.hasSuffix(
                """
                result  completed
                lowest  1 instance serving at the least, 1 now
                takes   1m30s of waits, beside the steps themselves
                policy  of the leader's configuration
                nothing was changed
                """))
    }

    @Test("A policy told by the leader is read as it was configured, whatever else this command is configured with")
    func leaderPolicy() throws {
        let leader = Settings(
            options: [
                .bake: "5m", .batches: "1,50%,100%",
                .windows: "Mon-Fri 09:00-17:00 Europe/Berlin; Sat,Sun 10:00-12:00 UTC",
            ],
            environment: [:], file: nil)
        let own = Settings(options: [.bake: "1s"], environment: ["BLUEGREEN_ROLLOUT_SOAK": "9m"], file: nil)
        #expect(try own.with(leaderPolicy: try leader.policyText()).policy() == leader.policy())
        let overridden = try own.with(leaderPolicy: try leader.policyText()).with(policy: "bake: 2m", at: "policy")
        #expect(try overridden.policy().rollout.strategy.bake == .seconds(120))
        #expect(try overridden.policy().rollout.strategy.soak == .zero)
    }

    @Test("history show tells who asked for what, and every step")
    func detail() {
        let request = RolloutRequest(id: "r-3", verb: .abort, revision: 92, by: "jo", comment: "slow")
        let entry = HistoryEntry(
            number: 7, source: .blue, target: .green, outcome: .rolledBack, startedAt: moment(0),
            finishedAt: moment(20),
            by: "maria", comment: "TLS", reason: "blue serves again", revision: 92,
            steps: [
                StepRecord(change: .enable, instance: InstanceID(rawValue: "green-1"), at: moment(3), isVerified: true),
                StepRecord(
                    change: .enable, instance: InstanceID(rawValue: "green-2"), at: moment(13), isVerified: false),
            ],
            requests: [
                RequestAnswer(request: request, isAccepted: true, sentence: "going back to blue", at: moment(14))
            ])
        #expect(
            HistoryDetail(entry).rendered(for: .plain) == """
                rollout   r-7 blue → green
                result    rolled back: blue serves again
                asked by  maria
                why       TLS
                revision  92
                began     2026-11-23T14:02:11Z
                ended     2026-11-23T14:02:31Z, took 20s
                traffic   not counted: no gateway reported

                ASKED  WHEN                  WHO  RESULT    ANSWER              WHY
                abort  2026-11-23T14:02:25Z  jo   accepted  going back to blue  slow

                STEP  AFTER  WHEN                  CHANGE  INSTANCE  RESULT
                1     3s     2026-11-23T14:02:14Z  enable  green-1   verified
                2     13s    2026-11-23T14:02:24Z  enable  green-2   given up
                """)
    }

    @Test("A rollout is named as history lists it, by its number, or as the last")
    func selection() throws {
        let entries = [entry(9, .completed, revision: 2), entry(8, .rejected, revision: 1)]
        #expect(try HistorySelection.entry("r-8", in: entries).number == 8)
        #expect(try HistorySelection.entry("9", in: entries).number == 9)
        #expect(try HistorySelection.entry("last", in: entries).number == 9)
        #expect(
            throws: Failure(
                .usage, "there is no finished rollout \"r-1\": r-8 to r-9 are kept; `bluegreen history` lists them")
        ) { try HistorySelection.entry("r-1", in: entries) }
    }

    @Test("A line is cut to the screen without leaving its color open")
    func cut() {
        #expect(ScreenText.cut("abcdef", to: 3) == "abc")
        #expect(ScreenText.cut("\u{1B}[31mabcdef\u{1B}[0m", to: 3) == "\u{1B}[31mabc\u{1B}[0m")
        #expect(ScreenText.cut("\u{1B}[31mabc\u{1B}[0m", to: 3) == "\u{1B}[31mabc\u{1B}[0m")
        #expect(ScreenText.ascii("✔ blue → green …") == "+ blue -> green ...")
    }
}
