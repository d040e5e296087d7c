/// A part of a fleet: `3` instances, or `25%` of them, rounded up.
public enum Amount: Hashable, Sendable {
    /// So many instances.
    case count(Int)
    /// So many of a hundred.
    case percent(Int)

    /// How many of `total` that is, at most all of them.
    public func resolved(of total: Int) -> Int {
        switch self {
        case .count(let count): min(max(count, 0), total)
        case .percent(let percent): min(max((total * percent + 99) / 100, 0), total)
        }
    }

    /// Reads `3` or `25%`; nil for anything else, negative amounts and more than 100 % among it.
    public init?(_ text: some StringProtocol) {
        if text.hasSuffix("%") {
            guard let percent = Int(text.dropLast()), (0...100).contains(percent) else { return nil }
            self = .percent(percent)
        } else {
            guard let count = Int(text), count >= 0 else { return nil }
            self = .count(count)
        }
    }
}

extension Amount: CustomStringConvertible {
    /// As it is read.
    public var description: String {
        switch self {
        case .count(let count): "\(count)"
        case .percent(let percent): "\(percent)%"
        }
    }
}

extension Amount: Codable {
    /// From its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let amount = Amount(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no amount")
        }
        self = amount
    }

    /// As its text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
