/// The first thing on the page: whether everything is well, in one sentence, and all there is to say against it.
struct Verdict {
    static let id = "verdict"

    let page: RegistryPage
    let apps: [AppSummary]
    let concerns: [Concern]

    func write(to html: inout HTMLWriter) {
        let gravest = concerns.first.flatMap { $0.severity > .note ? $0 : nil }
        html.element(.section, .class("verdict \(concerns.verdict.rawValue)"), .labelledBy(Self.id)) { html in
            html.element(.h1, .id(Self.id)) { html in
                html.element(.span, .class("mark"), .hidden, text: concerns.verdict.mark)
                if let gravest { sentence(gravest, &html) } else { html.text(allIsWell) }
            }
            if let gravest { html.element(.p) { explanation(gravest, &$0) } }
            let others = gravest == nil ? concerns[...] : concerns.dropFirst()
            if !others.isEmpty {
                html.element(.ul) { html in
                    for concern in others { item(concern, &html) }
                }
            }
        }
    }

    private func item(_ concern: Concern, _ html: inout HTMLWriter) {
        html.element(.li, .class(concern.severity.word.lowercased())) { html in
            html.element(.strong, text: concern.severity.word)
            html.text(" ")
            sentence(concern, &html)
            html.text(" ")
            explanation(concern, &html)
        }
    }

    private func sentence(_ concern: Concern, _ html: inout HTMLWriter) {
        if !concern.noun.isEmpty { html.text(concern.noun + " ") }
        let named = concern.subjects.prefix(Concern.mostNamed)
        let rest = concern.subjects.count - named.count
        for (index, subject) in named.enumerated() {
            let isLast = index == named.count - 1 && rest == 0
            if index > 0 { html.text(isLast ? " and " : ", ") }
            html.foreign(subject)
        }
        if rest > 0 { html.text(" and \(rest) more") }
        html.text((concern.subjects.isEmpty ? "" : " ") + concern.predicate + ".")
    }

    private func explanation(_ concern: Concern, _ html: inout HTMLWriter) {
        html.text(concern.explanation + " ")
        html.link(.page(concern.evidence.rawValue)) { $0.text("See \(concern.evidence.shortHeading)") }
    }

    private var allIsWell: String {
        let up = apps.reduce(0) { $0 + $1.up }
        guard !apps.isEmpty else { return "Nothing is registered yet." }
        let instances = up == 1 ? "1 instance is UP" : "\(up) instances are UP"
        return "All is well: \(instances) in \(apps.count == 1 ? "1 app" : "\(apps.count) apps")."
    }
}

/// What all concerns come to.
enum ConcernVerdict: String {
    case well
    case attention
    case alarm

    var word: String {
        switch self {
        case .well: "Well"
        case .attention: "Attention"
        case .alarm: "Not well"
        }
    }

    var mark: String {
        switch self {
        case .well: "✔"
        case .attention: "!"
        case .alarm: "✖"
        }
    }
}

extension [Concern] {
    /// The gravest one, notes not counted.
    var verdict: ConcernVerdict {
        switch map(\.severity).max() {
        case .alarm: .alarm
        case .warning: .attention
        case .note, nil: .well
        }
    }
}

extension Concern.Severity {
    var word: String {
        switch self {
        case .note: "Note"
        case .warning: "Warning"
        case .alarm: "Alarm"
        }
    }
}
