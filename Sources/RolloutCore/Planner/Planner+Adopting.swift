extension Planner {
    /// The first look at an app that has no record: what serves is taken over as it is, no instance is touched.
    func adopt(_ seen: Observation) -> Decision {
        for registry in seen.registries {
            guard case .unavailable(let why) = registry.answer else { continue }
            let sentence = "waiting for the registry \(registry.name): \(why)"
            return Decision(action: .hold, reason: Reason(.waitingForRegistry, sentence), wake: nil)
        }
        let instances = seen.fleets.blue.instances + seen.fleets.green.instances
        let unknown = instances.first { if case .unavailable = $0.registration { true } else { false } }
        if let sentence = unknown?.obstacle {
            return Decision(action: .hold, reason: Reason(.waitingForRegistry, sentence), wake: nil)
        }
        guard let serving = servingColor(seen) else {
            let sentence =
                "\(describe(seen.intent)), and the registry does not tell which color serves: set it to blue or green"
            return Decision(action: .hold, reason: Reason(.noIntent, sentence), wake: nil)
        }
        let reason = Reason(.adopted, "took over with \(serving) serving; no instance was touched")
        let record = RolloutRecord(serving: serving, now: seen.now, reason: reason)
        let commit = Decision.Commit(record: record, history: nil, restoring: nil, answer: nil)
        return Decision(action: .commit(commit), reason: reason, wake: seen.now)
    }

    /// The color that serves; where nothing is UP yet, the one asked for.
    private func servingColor(_ seen: Observation) -> Color? {
        let isUp = { (color: Color) in
            seen.fleets[color].instances.contains { $0.registration.status == .up || $0.isDisputed }
        }
        switch seen.intent {
        case .asked(let intent):
            return isUp(intent.color) || !isUp(intent.color.opposite) ? intent.color : intent.color.opposite
        case .absent, .unreadable:
            let serving = Color.allCases.filter(isUp)
            return serving.count == 1 ? serving.first : nil
        }
    }

    private func describe(_ intent: IntentReading) -> String {
        switch intent {
        case .asked(let intent): "/active_color is \(intent.color)"
        case .absent: "/active_color does not exist"
        case .unreadable(let text, _): "/active_color is “\(text)”, which is neither blue nor green"
        }
    }
}
