/// The steps of a rollout, oldest first.
///
/// Stored as one text, a line a step, and kept as such beside the values: the record is written at every step, and a
/// thousand values would be encoded anew each time.
public struct StepLog: Hashable, Sendable {
    private var steps: [StepRecord] = []
    private var text = ""

    /// A log without steps.
    public init() {}

    mutating func append(_ step: StepRecord) {
        steps.append(step)
        if !text.isEmpty { text += "\n" }
        text += step.line
    }
}

extension StepLog: RandomAccessCollection {
    /// The oldest step.
    public var startIndex: Int { 0 }
    /// How many there are.
    public var endIndex: Int { steps.count }
    /// The step made at this place.
    public subscript(index: Int) -> StepRecord { steps[index] }
}

extension StepLog: ExpressibleByArrayLiteral {
    /// The steps given, oldest first.
    public init(arrayLiteral elements: StepRecord...) {
        for element in elements { append(element) }
    }
}

extension StepLog: Codable {
    /// Throws when a line is not a step.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        for line in try container.decode(String.self).split(separator: "\n") {
            guard let step = StepRecord(line: line) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(line) is not a step")
            }
            append(step)
        }
    }

    /// One string, a line a step.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
