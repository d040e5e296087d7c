/// What to type next, with the options of the command that says it, so that it can be copied.
struct Advice: Hashable, Sendable {
    /// As they were given: `--app`, `cart`.
    private let options: [String]

    /// - Parameters:
    ///   - app: nil when no option named it: then nothing needs to name it the next time either.
    ///   - zookeeper: likewise.
    ///   - config: likewise.
    init(app: String? = nil, zookeeper: String? = nil, config: String? = nil) {
        let given = [("--app", app), ("--zookeeper", zookeeper), ("--config", config)]
        options = given.flatMap { option, value in value.map { [option, Self.quoted($0)] } ?? [] }
    }

    /// `` `bluegreen status --app cart` ``
    func command(_ words: String) -> String { "`\((["bluegreen", words] + options).joined(separator: " "))`" }

    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && value.allSatisfy { $0.isLetter || $0.isNumber || "-_.,:/@%+=".contains($0) }
        return isPlain
            ? value : "'\(value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }
}
