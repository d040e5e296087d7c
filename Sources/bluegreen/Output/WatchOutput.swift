import RolloutCore

/// Where a watch shows what it sees: redrawn on a terminal, a line an event otherwise.
struct WatchOutput: Sendable {
    enum Form: Hashable, Sendable {
        /// Redrawn in place.
        case screen
        /// One line an event, for a file or a pipe.
        case lines
        /// One JSON object a line.
        case json
    }

    let form: Form
    let isASCII: Bool
    let terminal: Terminal
    private var events = StatusEvents()
    /// How many lines of the screen are ours.
    private var drawn = 0
    private var last: StatusReport?

    init(form: Form, isASCII: Bool, terminal: Terminal) {
        self.form = form
        self.isASCII = isASCII
        self.terminal = terminal
    }

    /// - Returns: false when nobody reads any more.
    mutating func show(_ report: StatusReport, history: [HistoryEntry]) throws -> Bool {
        last = report
        guard form != .screen else { return draw(LiveView(report: report, terminal: terminal)) }
        for event in events.look(report, history: history) where try !tell(event) { return false }
        return true
    }

    /// ZooKeeper does not answer: what was seen last is not to be taken for what is.
    mutating func showAway(since moment: Moment, now: Moment) throws -> Bool {
        let sentence = "ZooKeeper does not answer since \(moment.short): what was seen then may have changed"
        guard form == .screen else {
            return try tell(
                StatusEvent(
                    at: now, app: last?.app ?? "-", rollout: nil, phase: "unknown", code: "away", instance: nil,
                    sentence: sentence))
        }
        guard let last else { return true }
        return draw(LiveView(report: last, terminal: Terminal.plain), warning: sentence)
    }

    mutating func end(_ end: WatchGoal.End, app: String, now: Moment) throws {
        guard form != .screen else {
            _ = Terminal.tell(fit(RequestOutput.line(end.sentence, end.rollout)))
            return
        }
        let event = StatusEvent(
            at: now, app: app, rollout: end.rollout, phase: "over", code: "\(end.status)", instance: nil,
            sentence: end.sentence, exitCode: end.status.rawValue)
        _ = try tell(event)
    }

    private func tell(_ event: StatusEvent) throws -> Bool {
        Terminal.tell(form == .json ? try JSONText.line("Event", event) : fit(event.line))
    }

    private mutating func draw(_ view: LiveView, warning: String? = nil) -> Bool {
        let size = Terminal.size
        var lines = view.lines(rows: size.rows - (warning == nil ? 1 : 2), columns: size.columns)
        if let warning { lines.insert(ScreenText.cut(terminal.painted("✖ \(warning)", .red), to: size.columns), at: 0) }
        let up = drawn > 0 ? "\u{1B}[\(min(drawn, size.rows - 1))A\r" : ""
        let body = lines.map { fit($0) + "\u{1B}[K\n" }.joined()
        drawn = lines.count
        return Terminal.draw(up + body + "\u{1B}[J")
    }

    private func fit(_ text: String) -> String { isASCII ? ScreenText.ascii(text) : text }
}
