import Foundation

/// Who asks for something, and why, as status and history show it.
struct Saying: Hashable, Sendable {
    let by: String
    let comment: String?

    /// Blanks are nothing said; one line each, since both are shown in one.
    init(by: String?, comment: String?, user: String = Operator.name()) {
        self.by = Self.line(by) ?? user
        self.comment = Self.line(comment)
    }

    private static func line(_ text: String?) -> String? {
        let words = (text ?? "").split { $0.isWhitespace || $0.isNewline }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }
}
