/// One of the two fleets an app runs on.
public enum Color: String, CaseIterable, Codable, Hashable, Sendable, Comparable, CustomStringConvertible {
    case blue
    case green

    /// The other color.
    public var opposite: Color { self == .blue ? .green : .blue }

    /// The color as CI writes it into `/active_color`: `blue` or `green`.
    public var description: String { rawValue }

    /// Blue comes before green.
    public static func < (left: Color, right: Color) -> Bool { left == .blue && right == .green }
}
