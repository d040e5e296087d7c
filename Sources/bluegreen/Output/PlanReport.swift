import RolloutCore

/// What a rollout would do, step by step, as `switch --plan` prints it.
struct PlanReport: Encodable {
    struct Step: Encodable {
        /// Milliseconds after the start.
        let afterMilliseconds: Int64
        let code: Reason.Code
        let sentence: String
        let blueServing: Int
        let greenServing: Int
    }

    let app: String
    let color: Color
    let steps: [Step]
    let servingNow: Int
    let lowestServing: Int
    let durationMilliseconds: Int64
    /// Nil when it would not end by itself.
    let outcome: Outcome?
    /// Where the policy comes from.
    let policy: String

    init(app: String, color: Color, _ plan: PlanPreview, servingNow: Int, policy: String) {
        self.app = app
        self.color = color
        steps = plan.steps.map { step in
            Step(
                afterMilliseconds: step.after.nanoseconds / 1_000_000, code: step.reason.code,
                sentence: step.reason.sentence, blueServing: step.serving.blue, greenServing: step.serving.green)
        }
        self.servingNow = servingNow
        lowestServing = plan.lowestServing
        durationMilliseconds = plan.duration.nanoseconds / 1_000_000
        outcome = plan.outcome
        self.policy = policy
    }

    func rendered(for terminal: Terminal) -> String {
        var table = Table("STEP", "AFTER", "BLUE", "GREEN", "WHAT")
        for (index, step) in steps.enumerated() {
            table.append([
                .init("\(index + 1)"), .init(DurationText.elapsed(.milliseconds(step.afterMilliseconds))),
                .init("\(step.blueServing)"), .init("\(step.greenServing)"), .init(step.sentence),
            ])
        }
        var facts = Facts()
        facts.append("result", result)
        facts.append(
            "lowest",
            "\(lowestServing) instance\(lowestServing == 1 ? "" : "s") serving at the least, \(servingNow) now")
        facts.append("takes", waits)
        facts.append("policy", "of \(policy)")
        return table.rendered(for: terminal) + "\n\n" + facts.rendered(for: terminal) + "\nnothing was changed"
    }

    private var waits: String {
        guard durationMilliseconds > 0 else {
            return "no longer than the steps themselves: there is nothing to wait for"
        }
        return "\(DurationText.elapsed(.milliseconds(durationMilliseconds))) of waits, beside the steps themselves"
    }

    private var result: String {
        guard let outcome else {
            return "it would not end by itself: \(steps.last?.sentence ?? "nothing would be done")"
        }
        return outcome.words
    }
}
