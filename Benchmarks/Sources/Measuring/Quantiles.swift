/// What a set of measurements says, in their own unit.
public struct Quantiles: Sendable {
    private let sorted: [Double]

    /// Takes the measurements in any order; there must be one at least.
    public init(_ values: [Double]) {
        precondition(!values.isEmpty, "nothing was measured")
        sorted = values.sorted()
    }

    /// Takes durations, as microseconds.
    public init(_ values: [Duration]) {
        self.init(values.map(\.microseconds))
    }

    /// How many there were.
    public var count: Int { sorted.count }
    /// The median.
    public var p50: Double { at(0.5) }
    /// Exceeded by one in a hundred.
    public var p99: Double { at(0.99) }
    /// The largest.
    public var max: Double { at(1) }
    /// The smallest.
    public var min: Double { at(0) }

    /// The measurement that this share of them does not exceed.
    public func at(_ share: Double) -> Double {
        sorted[Swift.min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }
}

extension Duration {
    /// In microseconds, with what is finer.
    public var microseconds: Double {
        Double(components.seconds) * 1e6 + Double(components.attoseconds) / 1e12
    }
}
