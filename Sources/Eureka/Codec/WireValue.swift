/// A parsed document, JSON or XML alike, before it becomes a model type.
///
/// XML maps onto it as Eureka's own JSON does: attributes are members named `@name`, the text of an element that has
/// attributes is the member `$`, and an element with neither is a plain string.
enum WireValue: Equatable {
    case null
    case bool(Bool)
    /// The digits as written; converted by whoever knows the type wanted.
    case number(String)
    case string(String)
    case array([WireValue])
    case object([Member])

    struct Member: Equatable {
        var key: String
        var value: WireValue
    }

    /// The members of an object, nil for anything else.
    var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The first member of that name in an object.
    subscript(key: String) -> WireValue? { members?.first { $0.key == key }?.value }

    /// Any scalar as text; nil for null, arrays and objects.
    var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// Whether this is text, a number, a truth value or null.
    var isScalar: Bool {
        switch self {
        case .null, .bool, .number, .string: true
        case .array, .object: false
        }
    }

    /// A scalar as a whole number; strings of digits count, as Eureka's clients send both.
    var integer: Int64? {
        guard let text else { return nil }
        if let number = Int64(text) { return number }
        let trimmed = text.filter { !$0.isWhitespace }
        if let number = Int64(trimmed) { return number }
        guard case .number = self, let number = Double(trimmed), number.magnitude < 9e15 else { return nil }
        return Int64(number)
    }
}
