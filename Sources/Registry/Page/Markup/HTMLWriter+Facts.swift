import Eureka

extension HTMLWriter {
    /// A moment in UTC, or a dash when there was none.
    mutating func moment(_ time: EpochMilliseconds) {
        guard let machine = PageTime.iso8601(time), let human = PageTime.utc(time) else { return text("–") }
        element(.time, .dateTime(machine), text: human)
    }

    /// A status with its mark: the mark, not the color, tells them apart.
    mutating func status(_ status: EurekaStatus, count: Int? = nil) {
        element(.span, .class("status \(status.rawValue.lowercased())")) { html in
            html.element(.span, .class("mark"), .hidden, text: status.mark)
            html.text(count.map { "\(status.rawValue) (\($0))" } ?? status.rawValue)
        }
    }

    /// The letter of an instance's color, filled while the instance takes traffic; nothing for one without color.
    mutating func letter(of instance: InstanceInfo) {
        guard let color = instance.fleetColor else { return }
        let kind = instance.status == .up ? "serving" : "standby"
        element(
            .span, .class("letter \(color.rawValue) \(kind)"), .role("img"), .label(color.rawValue), text: color.letter)
    }

    /// A word beside what needs attention.
    mutating func late(_ words: String) {
        text(" ")
        element(.strong, .class("late"), text: words)
    }

    /// A word that tells one from the others.
    mutating func tag(_ word: String) {
        text(" ")
        element(.span, .class("tag"), text: word)
    }

    /// A term and what there is to say to it.
    mutating func fact(_ term: String, _ description: (inout HTMLWriter) -> Void) {
        element(.div) { html in
            html.element(.dt, text: term)
            html.element(.dd, content: description)
        }
    }
}

extension EurekaStatus {
    /// As the page lists them: what takes traffic first.
    static let pageOrder: [EurekaStatus] = [.up, .outOfService, .starting, .down, .unknown]

    var mark: String {
        switch self {
        case .up: "✔"
        case .outOfService: "○"
        case .starting: "◌"
        case .down: "✖"
        case .unknown: "?"
        }
    }
}
