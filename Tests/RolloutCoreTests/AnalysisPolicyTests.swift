import Foundation
import RolloutCore
import Testing

@Suite struct `The checks of a policy` {
    private func findings(_ change: (inout AnalysisCheck) -> Void) -> [String] {
        var check = AnalysisCheck(name: "errors", source: .gateway(.errors), allowed: Threshold("< 1%")!)
        change(&check)
        return check.findings
    }

    @Test func `that can be kept have no findings`() {
        #expect(findings { _ in } == [])
        #expect(findings { $0.failFast = Quantity("10%") } == [])
        #expect(
            findings { check in
                check.source = .gateway(.responseTime)
                check.allowed = Threshold("<= 250ms")!
            } == [])
    }

    @Test func `that contradict themselves are told`() {
        #expect(findings { $0.allowed = Threshold("< 250ms")! }.first?.contains("write allow: \"< 1%\"") == true)
        #expect(findings { $0.source = .gateway(.responseTime) }.first?.contains("is a time") == true)
        #expect(findings { $0.failFast = Quantity("0.5%") }.count == 1)
        #expect(findings { $0.failFast = Quantity("10ms") }.count == 1)
        #expect(findings { $0.interval = .milliseconds(500) }.count == 1)
        #expect(findings { $0.source = .prometheus("up") }.first?.contains("{{color}}") == true)
        #expect(
            findings { check in
                check.source = .prometheus("up{{color}}")
                check.minRequests = 5
            }.count == 1)
    }

    @Test func `need something to look at, and names of their own`() {
        let check = AnalysisCheck(name: "errors", source: .gateway(.errors), allowed: Threshold("< 1%")!)
        let found = RolloutPolicy(analysis: [check, check]).findings
        #expect(found.contains("rollout.analysis: errors is there twice"))
        #expect(found.contains("rollout.analysis: nothing is looked at without a bake or a soak"))
        #expect(RolloutPolicy(strategy: .init(bake: .seconds(1)), analysis: [check]).findings == [])
    }

    @Test func `name the color and the app in a query, whatever an app is called`() {
        let check = AnalysisCheck(
            name: "q", source: .prometheus(#"x{app="{{app}}",color="{{color}}"}"#), allowed: Threshold("< 1")!)
        #expect(check.query(of: .green, app: AppName(rawValue: "shop")) == #"x{app="shop",color="green"}"#)
        #expect(
            check.query(of: .blue, app: AppName(rawValue: #"a"} or x{b="\"#))
                == #"x{app="a\"} or x{b=\"\\",color="blue"}"#)
    }

    @Test func `are read from a record as they were written`() throws {
        let checks = [
            AnalysisCheck(
                name: "errors", source: .gateway(.errors), allowed: Threshold("< 1%")!, failFast: Quantity("10%"),
                interval: .seconds(7), minRequests: 50, consecutive: 3, timeout: .seconds(90), onInconclusive: .pause),
            AnalysisCheck(name: "q", source: .prometheus("x{{color}}"), allowed: Threshold(">= 99.95%")!),
        ]
        let read = try JSONDecoder().decode([AnalysisCheck].self, from: JSONEncoder().encode(checks))
        #expect(read == checks)
    }
}
