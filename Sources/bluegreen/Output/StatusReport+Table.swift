import RolloutCore

extension StatusReport {
    /// For people: what serves, what is under way and why, then every instance.
    func rendered(for terminal: Terminal) -> String {
        var facts = Facts()
        facts.append("app", app)
        facts.append("serving", serving(terminal))
        facts.append("/active_color", asked(terminal))
        facts.append("leader", leaderText)
        if let rollout = record?.rollout {
            facts.append("rollout", text(of: rollout))
            facts.append("progress", progress(of: rollout))
            if let pause = rollout.pause { facts.append("paused", text(of: pause)) }
            if let look = lookText(of: rollout) { facts.append(rollout.phase.rawValue, look) }
            for check in rollout.checks { facts.append("α analysis", CheckRow(check).line(for: terminal)) }
        }
        for freeze in freezes {
            let lift = advice.command(freeze.app == nil ? "unfreeze --all" : "unfreeze")
            facts.append("frozen", terminal.painted(freeze.sentence, .yellow) + "; \(lift) lifts it")
        }
        if let record {
            let age = age(since: record.reasonSince)
            facts.append("reason", "\(record.reason.sentence) [\(record.reason.code.rawValue), \(age)]")
        }
        for answer in answers { facts.append("asked", "\(answer.sentence), \(ago(answer.at))") }
        facts.append("way back", wayBackText(terminal))
        if hasOwnPolicy { facts.append("policy", "of its own: see \(advice.command("policy show"))") }
        for registry in registries {
            facts.append(
                "registry", registry.failure.map { "\(registry.name) cannot be asked: \($0)" } ?? registry.name)
        }
        facts.append("last rollout", last.map { HistoryRow($0).sentence } ?? "none")
        let rows = InstanceRow.table(instances, registryCount: registries.count, for: terminal)
        return facts.rendered(for: terminal) + "\n\n" + rows
    }

    func serving(_ terminal: Terminal) -> String {
        guard let record else { return unadopted }
        let color = terminal.painted(record.serving.rawValue, record.serving.paint)
        let up = "\(upCount(record.serving)) of \(count(record.serving)) UP"
        let counts = registries.contains(where: \.isAvailable) ? ", \(up)" : ""
        return "\(color) since \(Moment(record.since).short)\(counts)"
    }

    private var unadopted: String {
        guard activeColor.color == nil else { return "not known: no controller has taken the app over yet" }
        let commands = Color.allCases.map { advice.command("switch \($0)") }.joined(separator: " or ")
        return "not known: name the color that serves, \(commands)"
    }

    private func asked(_ terminal: Terminal) -> String {
        let revision = activeColor.revision.map { " (revision \($0))" } ?? ""
        if let color = activeColor.color { return terminal.painted(color.rawValue, color.paint) + revision }
        return activeColor.text.map { "“\($0)”, which is neither blue nor green\(revision)" } ?? "does not exist"
    }

    var leaderText: String {
        if let leader { return leader.name + (leader.epoch.map { " (epoch \($0))" } ?? "") }
        return controllers.isEmpty
            ? "nobody: no controller runs, so nothing is switched until one is started"
            : "nobody yet: \(controllers.map(\.name).joined(separator: ", ")) "
                + "\(controllers.count == 1 ? "stands" : "stand") for election"
    }

    private func text(of rollout: Rollout) -> String {
        var text = "\(rollout.id) \(rollout.source) → \(rollout.target), "
        text += rollout.isReversing ? "going back (\(rollout.phase.rawValue))" : rollout.phase.rawValue
        text += rollout.batchLabel.map { ", \($0)" } ?? ""
        text += ", \(age(since: rollout.startedAt)) so far"
        text += rollout.by.map { ", by \($0)" } ?? ", by whoever wrote /active_color"
        text += rollout.comment.map { ": “\($0)”" } ?? ""
        return text
    }

    private func progress(of rollout: Rollout) -> String {
        let parts = [rollout.destination, rollout.origin].map { "\($0) \(upCount($0)) of \(count($0)) UP" }
        let steps = rollout.steps.count
        return parts.joined(separator: ", ") + ", \(steps) step\(steps == 1 ? "" : "s") made"
    }

    private func text(of pause: Rollout.Pause) -> String {
        "\(pause.why), \(age(since: pause.since)) ago; \(advice.command("resume")) lets it go on, "
            + "\(advice.command("abort")) goes back"
    }

    /// `4s of 30s looked at`; nil when nothing is looked at.
    func lookText(of rollout: Rollout) -> String? {
        guard let look = rollout.look(at: asOf.timestamp) else { return nil }
        let looked = DurationText.elapsed(.seconds(look.looked.components.seconds))
        return "\(look.looked < .seconds(1) ? "0s" : looked) of \(look.total.text) looked at"
    }

    func ago(_ moment: Moment) -> String { "\(age(since: moment.timestamp)) ago" }

    /// In whole seconds: finer ones would change at every look.
    func age(since moment: Timestamp) -> String {
        let seconds = (asOf.timestamp - moment).components.seconds
        return seconds > 0 ? DurationText.elapsed(.seconds(seconds)) : "0s"
    }

    func wayBackText(_ terminal: Terminal) -> String {
        guard let wayBack else { return "not known" }
        guard let open = wayBackCount else { return "not known: no registry can be asked about \(wayBack)" }
        guard open > 0 else {
            let none = count(wayBack) == 0 ? "\(wayBack) has no instances" : "no instance of \(wayBack) could serve"
            return terminal.painted("NO WAY BACK", .red) + ": \(none)"
        }
        return "\(wayBack) with \(open) of \(count(wayBack)) instances"
    }
}
