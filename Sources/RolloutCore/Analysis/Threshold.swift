/// What a measured value must be: `< 1%`, `<= 250ms`.
public struct Threshold: Hashable, Sendable, CustomStringConvertible {
    /// How a value is compared with the limit.
    public enum Comparator: String, Hashable, Sendable, CaseIterable {
        case less = "<"
        case atMost = "<="
        case more = ">"
        case atLeast = ">="
    }

    /// How a value is compared.
    public let comparator: Comparator
    /// What it is compared with.
    public let limit: Quantity

    init(_ comparator: Comparator, _ limit: Quantity) {
        self.comparator = comparator
        self.limit = limit
    }

    /// Reads a comparator and a quantity, with or without a blank between; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let sign = text.prefix { $0 == "<" || $0 == ">" || $0 == "=" }
        let rest = text.dropFirst(sign.count).drop { $0 == " " }
        guard let comparator = Comparator(rawValue: String(sign)), let limit = Quantity(rest) else { return nil }
        self.init(comparator, limit)
    }

    /// As it is read: `< 1%`.
    public var description: String { "\(comparator.rawValue) \(limit)" }

    /// For sentences: `< 1 %`.
    public var words: String { "\(comparator.rawValue) \(limit.words)" }

    /// Whether a value in base units is as it must be; one that is no number is not.
    public func allows(_ value: Double) -> Bool {
        switch comparator {
        case .less: value < limit.value
        case .atMost: value <= limit.value
        case .more: value > limit.value
        case .atLeast: value >= limit.value
        }
    }

    /// The same comparison with another limit.
    func with(_ limit: Quantity) -> Threshold { Threshold(comparator, limit) }
}
