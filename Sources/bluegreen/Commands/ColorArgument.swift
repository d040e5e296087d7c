import ArgumentParser
import RolloutCore

/// A color as it is typed.
enum ColorArgument {
    /// - Throws: `ValidationError` that names both colors.
    static func value(_ text: String) throws -> Color {
        if let color = Color(rawValue: text) { return color }
        let suggestion = Suggestion(for: text, among: Color.allCases.map(\.rawValue))
        throw ValidationError("\"\(text)\" is neither blue nor green, nothing was asked for\(suggestion)")
    }
}
