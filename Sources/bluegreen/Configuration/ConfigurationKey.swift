/// One thing that can be configured. The list of them drives reading, the check for unknown keys, help and the example file.
struct ConfigurationKey: Hashable, Sendable {
    /// As in the configuration file, with dots: `rollout.drain`.
    let name: String
    /// The option that sets it, when there is one: `--drain`.
    let option: String?
    /// The environment variable that sets it.
    let variable: String
    let kind: ValueKind
    /// In effect when nobody says otherwise; nil when there is none.
    let defaultText: String?
    /// One line, for help and for the example file.
    let summary: String

    init(
        _ name: String, option: String? = nil, variable: String, _ kind: ValueKind, default defaultText: String? = nil,
        _ summary: String
    ) {
        self.name = name
        self.option = option
        self.variable = variable
        self.kind = kind
        self.defaultText = defaultText
        self.summary = summary
    }

    /// Shown masked, and never an option, since the arguments of a process are visible to everyone on the machine.
    var isSecret: Bool { kind == .credential }

    var components: [String] { name.split(separator: ".").map(String.init) }
}
