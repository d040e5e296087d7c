/// A number with its unit, as a policy writes it: `1%`, `250ms`, `0.5`.
public struct Quantity: Hashable, Sendable, CustomStringConvertible {
    /// What the number counts.
    public enum Unit: String, Hashable, Sendable, CaseIterable {
        case plain = ""
        case percent = "%"
        case milliseconds = "ms"
        case seconds = "s"

        /// How many base units (a ratio, a second) one of it is, as a division that keeps `1%` exact.
        fileprivate var divisor: Double {
            switch self {
            case .plain, .seconds: 1
            case .percent: 100
            case .milliseconds: 1_000
            }
        }
    }

    /// The number as written.
    public let number: Double
    /// What it counts.
    public let unit: Unit

    /// In base units: a ratio from 0 to 1, seconds, or the plain number.
    public var value: Double { number / unit.divisor }

    /// Reads digits, at most one point and a unit; nil for anything else, signs and exponents among it.
    public init?(_ text: some StringProtocol) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let suffix = text.dropFirst(digits.count).drop { $0 == " " }
        guard digits.count <= 18, digits.first != ".", digits.last != ".", let unit = Unit(rawValue: String(suffix)),
            let number = Double(String(digits)), number.isFinite
        else { return nil }
        self.number = number
        self.unit = unit
    }

    /// As it is read: `1%`.
    public var description: String { Self.digits(number, places: 6) + unit.rawValue }

    /// For sentences: `1 %`.
    public var words: String { worded(Self.digits(number, places: 6)) }

    /// A measured value in this unit for sentences. Never rounded to the quantity itself, which would show a failed
    /// check as one that is just met.
    public func words(for value: Double) -> String {
        let scaled = value * unit.divisor
        let usual = scaled.magnitude >= 100 ? 0 : scaled.magnitude >= 1 ? 1 : 2
        let own = Self.digits(number, places: 6)
        for places in usual...6 {
            let text = Self.digits(scaled, places: places)
            if text == own, scaled != number { continue }
            if text == "0", scaled != 0 { continue }
            return worded(text)
        }
        return worded(Self.digits(scaled, places: 6))
    }

    private func worded(_ digits: String) -> String { unit == .plain ? digits : "\(digits) \(unit.rawValue)" }

    /// Without trailing zeros.
    private static func digits(_ number: Double, places: Int) -> String {
        var factor = 1.0
        for _ in 0..<places { factor *= 10 }
        let scaled = (number * factor).rounded()
        guard scaled.magnitude < 9e15 else { return "\(number)" }
        let whole = Int64(scaled.magnitude)
        let sign = scaled < 0 ? "-" : ""
        var fraction = String(whole % Int64(factor))
        fraction = String(repeating: "0", count: max(0, places - fraction.count)) + fraction
        while fraction.last == "0" { fraction.removeLast() }
        return sign + "\(whole / Int64(factor))" + (fraction.isEmpty ? "" : ".\(fraction)")
    }
}
