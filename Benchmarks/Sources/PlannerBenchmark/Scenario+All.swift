import RolloutCore

extension Scenario {
    /// Every phase, with the longest way through each, and with that many steps in the record.
    static func all(steps count: Int) throws -> [Scenario] {
        let half = size / 2
        let last = size - 1
        let steps = steps(count)
        return [
            try Scenario(
                "checking, all pass", phase: .checking, steps: steps, blue: { _ in .up }, green: { _ in .standby }),
            try Scenario(
                "checking, all fail", phase: .checking, steps: steps, blue: { _ in .up }, green: { _ in .sick }),
            try Scenario(
                "enabling, step verified and next", phase: .enabling, steps: steps, pending: (.enable, .green, half),
                blue: { _ in .up }, green: { $0 <= half ? .up : .standby }),
            try Scenario(
                "enabling, last one not ready", phase: .enabling, steps: steps,
                blue: { _ in .up }, green: { $0 < last ? .up : .sick }),
            try Scenario(
                "enabling, all UP", phase: .enabling, steps: steps, pending: (.enable, .green, last),
                blue: { _ in .up }, green: { _ in .up }),
            try Scenario(
                "propagating, a reader is late", phase: .propagating, steps: steps,
                blue: { _ in .up }, green: { _ in .up }, readerRevision: 6),
            try Scenario(
                "propagating, all have fetched", phase: .propagating, steps: steps,
                blue: { _ in .up }, green: { _ in .up }),
            try Scenario(
                "baking, nothing is measured", phase: .baking, steps: steps, blue: { _ in .up }, green: { _ in .up },
                policy: RolloutPolicy(strategy: .init(bake: .seconds(60)))),
            try Scenario(
                "baking, a check of 16 gateways", phase: .baking, steps: steps, blue: { _ in .up }, green: { _ in .up },
                policy: RolloutPolicy(strategy: .init(bake: .seconds(60)), analysis: checks), gateways: 16),
            try Scenario(
                "disabling, step verified and next", phase: .disabling, steps: steps, pending: (.disable, .blue, half),
                blue: { $0 <= half ? .standby : .up }, green: { _ in .up }),
            try Scenario(
                "disabling, completed", phase: .disabling, steps: steps, pending: (.disable, .blue, last),
                blue: { _ in .standby }, green: { _ in .up }),
            try Scenario(
                "reversing, enabling the source", phase: .enabling, steps: steps, pending: (.enable, .blue, half),
                isReversing: true, blue: { $0 <= half ? .up : .standby }, green: { _ in .up }, asked: .blue),
            try Scenario(
                "reversing, disabling the target", phase: .disabling, steps: steps, pending: (.disable, .green, half),
                isReversing: true, blue: { _ in .up }, green: { $0 <= half ? .standby : .up }, asked: .blue),
            try Scenario(
                "stuck", phase: .stuck, steps: steps, isReversing: true, blue: { _ in .sick }, green: { _ in .sick },
                asked: .blue),
        ]
    }

    private static var checks: [AnalysisCheck] {
        Threshold("< 1%").map { [AnalysisCheck(name: "errors", source: .gateway(.errors), allowed: $0)] } ?? []
    }

    /// Without a rollout there are no steps.
    static func steady() throws -> [Scenario] {
        [
            try Scenario("steady", phase: nil, blue: { _ in .up }, green: { _ in .standby }, asked: .blue),
            try Scenario(
                "steady, last one drifted", phase: nil, blue: { $0 == size - 1 ? .standby : .up },
                green: { _ in .standby }, asked: .blue),
            try Scenario("steady, the other color asked for", phase: nil, blue: { _ in .up }, green: { _ in .standby }),
        ]
    }

    /// Every instance of the target was enabled once in vain: each candidate is looked up among those given up.
    static func extremes() throws -> [Scenario] {
        var scenario = try Scenario(
            "enabling, all given up before", phase: .enabling, steps: steps(size, isVerified: false),
            blue: { _ in .up }, green: { _ in .standby })
        scenario.isExtreme = true
        return [scenario]
    }
}
