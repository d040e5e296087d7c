import Testing

@testable import RolloutCore
@testable import bluegreen

@Suite("What people read")
struct OutputTests {
    @Test("A table lines up, and ends its lines with letters")
    func table() {
        var table = Table("ID", "RESULT", "COMMENT")
        table.append(["r-1", "completed", "TLS"])
        table.append(["r-10", "rejected", ""])
        #expect(
            table.rendered() == """
                ID    RESULT     COMMENT
                r-1   completed  TLS
                r-10  rejected
                """)
    }

    @Test("Color only helps: without it every letter is the same")
    func color() {
        var table = Table("A", "B")
        table.append([.init("x", .red), "y"])
        let colored = table.rendered(for: Terminal(hasColor: true))
        #expect(colored.contains("\u{1B}[31mx\u{1B}[0m"))
        #expect(colored.replacing(/\u{1B}\[[0-9]*m/, with: "") == table.rendered())
    }

    @Test("History says why a rollout did not complete, and its comment when it did")
    func history() {
        let rows = [
            entry(3, .rejected, revision: 9, target: nil, reason: "“gren” is neither blue nor green"),
            entry(2, .completed, revision: 8, comment: "PAY-2211"),
        ]
        #expect(
            HistoryRow.table(rows.map(HistoryRow.init), for: .plain) == """
                ID   WHEN                  WHO    FROM → TO     RESULT     TOOK   FAIL  COMMENT
                r-3  2026-11-23T14:12:03Z  maria  blue → ?      rejected   9m52s  -     “gren” is neither blue nor green
                r-2  2026-11-23T14:12:03Z  maria  blue → green  completed  9m52s  -     PAY-2211
                """)
        #expect(HistoryRow.table([], for: .plain) == "no rollouts yet")
    }

    @Test("A terminal that is too narrow gets its lines wrapped, all else gets them as long as they are")
    func narrow() {
        let reason = "green-17 did not become ready within 30s, and blue serves again with 20 instances"
        let rows = [entry(12, .rolledBack, revision: 9, reason: reason)].map(HistoryRow.init)
        for columns in [80, 100] {
            let table = HistoryRow.table(rows, for: Terminal(hasColor: false, columns: columns))
            let lines = table.split(separator: "\n")
            #expect(lines.count > 2 && lines.allSatisfy { $0.count <= columns }, "\(table)")
            #expect(
                columns > 80 || table.contains("2026-11-23    maria") && table.contains("\n      14:12:03Z "),
                "\(table)")
            for word in reason.split(separator: " ") { #expect(table.contains(word), "\(word)") }
        }
        #expect(HistoryRow.table(rows, for: .plain).split(separator: "\n").count == 2)
        var facts = Facts()
        facts.append("reason", "\u{1B}[33m\(reason)\u{1B}[0m \(String(repeating: "x", count: 70))")
        let lines = facts.rendered(for: Terminal(hasColor: false, columns: 40)).split(separator: "\n")
        let plain = lines.map { $0.replacing(/\u{1B}\[[0-9]*m/, with: "") }
        #expect(plain.count == 6 && plain.allSatisfy { $0.count <= 40 }, "\(plain)")
        #expect(plain.dropFirst().allSatisfy { $0.hasPrefix("        ") })
        #expect(!facts.rendered(for: .plain).contains("\n"))
    }

    @Test("What was answered before the last minutes is not shown for ever")
    func answers() {
        func shown(_ seconds: Int64) -> Int {
            var record = RolloutRecord(serving: .blue, now: moment(0), reason: Reason(.steady, "blue serves"))
            let request = RolloutRequest(id: "r-1", verb: .promoteFully, revision: 1, by: "jo")
            record.answers = [RequestAnswer(request: request, isAccepted: true, sentence: "so be it", at: moment(0))]
            return StatusReport(
                asOf: Moment(moment(seconds)), app: "payments", activeColor: .init(.absent), leader: nil,
                controllers: [], record: record, registries: [], instances: [], last: nil
            ).answers.count { $0.verb == "promote --full" }
        }
        #expect(shown(299) == 1)
        #expect(shown(300) == 0)
    }

    @Test("Registries that agree collapse to a count; those that differ are named")
    func instances() {
        let rows = InstanceRow.rows(
            members: [
                member("blue-1", .blue, port: 1), member("blue-2", .blue, port: 2), member("green-1", .green, port: 3),
            ],
            readings: [
                registry("http://a", [("blue-1", .up), ("blue-2", .up), ("stray", .down)]),
                registry("http://b", [("blue-1", .up), ("blue-2", .outOfService), ("stray", .down)]),
                RegistryReading(name: "http://c", failure: "no answer"),
            ])
        #expect(
            InstanceRow.table(rows, registryCount: 3, for: .plain)
                == """
                INSTANCE  COLOR  STATUS        REGISTRIES                            ENDPOINT    OWNER
                blue-1    blue   UP            2/3                                   10.0.0.1:1  agent
                blue-2    blue   differs       http://a UP, http://b OUT_OF_SERVICE  10.0.0.1:2  agent
                stray     blue   DOWN          2/3                                   10.0.0.9:9  none
                green-1   green  unregistered  2/3                                   10.0.0.1:3  agent
                """)
    }

    @Test("Status tells a rollout, and that there is no way back")
    func status() throws {
        var record = RolloutRecord(
            serving: .blue, now: moment(0), reason: Reason(.enabling, "enabling green-2: 1 of 2 of green serve"))
        record.rollout = Rollout(
            number: 7, source: .blue, intent: Intent(color: .green, revision: 92, by: "maria", comment: "TLS"),
            policy: RolloutPolicy(), startedAt: moment(0))
        let report = StatusReport(
            asOf: Moment(moment(12)), app: "payments",
            activeColor: .init(.asked(Intent(color: .green, revision: 92))),
            leader: .init(id: "controller-2", address: "10.0.0.5:8780", epoch: 41), controllers: [], record: record,
            registries: [.init(name: "http://a", isAvailable: true, revision: 1, failure: nil)],
            instances: InstanceRow.rows(
                members: [member("blue-1", .blue, port: 1), member("green-1", .green, port: 3)],
                readings: [registry("http://a", [("blue-1", .down), ("green-1", .up)])]),
            last: entry(6, .rolledBack, revision: 80))
        #expect(
            report.rendered(for: .plain) == """
                app            payments
                serving        blue since 2026-11-23T14:02:11Z, 0 of 1 UP
                /active_color  green (revision 92)
                leader         controller-2 at 10.0.0.5:8780 (epoch 41)
                rollout        r-7 blue → green, checking, 12s so far, by maria: “TLS”
                progress       green 1 of 1 UP, blue 0 of 1 UP, 0 steps made
                reason         enabling green-2: 1 of 2 of green serve [enabling, 12s]
                way back       NO WAY BACK: no instance of blue could serve
                registry       http://a
                last rollout   r-6 blue → green rolled back 2026-11-23T14:12:03Z, took 9m52s by maria: why it ended so

                INSTANCE  COLOR  STATUS  REGISTRIES  ENDPOINT    OWNER
                blue-1    blue   DOWN    1/1         10.0.0.1:1  agent
                green-1   green  UP      1/1         10.0.0.1:3  agent
                """)
        let json = try JSONText.of("Status", report)
        for part in [
            "\"apiVersion\" : \"bluegreen/v1\"", "\"kind\" : \"Status\"", "\"isOpen\" : false", "\"id\" : \"r-7\"",
            "\"asOf\" : \"2026-11-23T14:02:23.000Z\"", "\"epoch\" : 41",
        ] {
            #expect(json.contains(part), "\(part)")
        }
    }

    @Test("Status tells that nobody leads, and what stands in /active_color")
    func nobody() {
        let report = StatusReport(
            asOf: Moment(moment(0)), app: "payments", activeColor: .init(.unreadable(text: "gren", revision: 5)),
            leader: nil,
            controllers: [], record: nil,
            registries: [.init(name: "http://a", isAvailable: false, revision: nil, failure: "gone")],
            instances: [], last: nil)
        #expect(
            report.rendered(for: .plain) == """
                app            payments
                serving        not known: name the color that serves, `bluegreen switch blue` or `bluegreen switch green`
                /active_color  “gren”, which is neither blue nor green (revision 5)
                leader         nobody: no controller runs, so nothing is switched until one is started
                way back       not known
                registry       http://a cannot be asked: gone
                last rollout   none

                no instances
                """)
    }
}
