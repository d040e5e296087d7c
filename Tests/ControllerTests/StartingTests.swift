import Coordination
import RolloutCore
import Testing

@testable import Controller

@Suite("What keeps a rollout from beginning")
struct StartingTests {
    private let now = RolloutWindowTests.moment("2026-11-25T12:00:00Z")
    private let until = RolloutWindowTests.moment("2026-11-26T08:00:00Z")

    @Test("A freeze is told with who, until when and why, and ends by itself")
    func freeze() {
        var facts = AppFacts(registries: [])
        facts.freeze = .some(Freeze(reason: "Black Friday", by: "maria", since: now, until: until))
        #expect(facts.freezes(at: now) == ["frozen by maria until 2026-11-26T08:00Z: Black Friday"])
        #expect(facts.nextStart(after: now) == until)
        #expect(facts.freezes(at: until) == [])
        #expect(facts.nextStart(after: until) == nil)
        facts.common.freeze = .some(Freeze(reason: "", by: "jo", since: now, until: nil))
        #expect(facts.freezes(at: until) == ["all apps are frozen by jo"])
        #expect(facts.nextStart(after: until) == nil)
    }

    @Test("A closed window is told, and when it opens")
    func windows() throws {
        var facts = AppFacts(registries: [])
        facts.policy = .own(AppPolicy(windows: [try RolloutWindow("Thu 09:00-17:00 Europe/Berlin")]))
        #expect(
            facts.freezes(at: now) == [
                "outside its windows: the next one opens on Thu 2026-11-26 at 09:00 Europe/Berlin"
            ])
        #expect(facts.nextStart(after: now) == until)
        #expect(facts.freezes(at: until) == [])
    }

    @Test("A policy that cannot be understood is told, and the one before goes on counting")
    func faultyPolicy() {
        var facts = AppFacts(registries: [], policy: AppPolicy(needsMargin: false))
        let before = AppPolicy(rollout: RolloutPolicy(drain: .seconds(7)))
        facts.policy = .faulty("policy:1: this is not YAML", before: before)
        #expect(facts.freezes(at: now) == ["its policy cannot be kept: policy:1: this is not YAML"])
        #expect(facts.effectivePolicy == before)
        facts.policy = .faulty("x", before: nil)
        #expect(facts.effectivePolicy == AppPolicy(needsMargin: false))
    }

    @Test("An ensemble without margin is told where the policy asks for one")
    func margin() {
        var facts = AppFacts(registries: [])
        facts.common.lackOfMargin = "no margin"
        #expect(facts.freezes(at: now) == ["no margin"])
        facts.policy = .own(AppPolicy(needsMargin: false))
        #expect(facts.freezes(at: now) == [])
    }

    @Test(
        "Dates are those of the calendar",
        arguments: [
            ("1970-01-01T00:00:00Z", "1970-01-01", 3), ("2000-02-29T00:00:00Z", "2000-02-29", 1),
            ("2026-12-31T23:59:59Z", "2026-12-31", 3), ("1969-12-31T00:00:00Z", "1969-12-31", 2),
            ("2100-03-01T00:00:00Z", "2100-03-01", 0),
        ])
    func dates(_ text: String, _ date: String, _ weekday: Int) {
        let civil = CivilTime(RolloutWindowTests.moment(text))
        #expect(civil.date == date)
        #expect(civil.weekday == weekday)
    }
}
