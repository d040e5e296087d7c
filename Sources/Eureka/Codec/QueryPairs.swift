/// The pairs of a query string or an HTML form, decoded when they are asked for; the first of a repeated key counts.
public struct QueryPairs: Sendable {
    /// More pairs than this are ignored.
    public static let maximumPairs = 256

    private let text: Substring

    /// Takes `a=b&c=d`, without the question mark; pairs without a key are ignored.
    public init(parsing text: some StringProtocol) {
        self.text = Substring(text)
    }

    /// The value of a key, empty for one without an equals sign; nil when the key is not there.
    public subscript(key: String) -> String? {
        for pair in raw where PercentCoding.decoded(pair.key, plusIsSpace: true) == key { return Self.value(pair) }
        return nil
    }

    /// The value of each key.
    public var values: [String: String] {
        var values: [String: String] = [:]
        for pair in raw {
            let key = PercentCoding.decoded(pair.key, plusIsSpace: true)
            if !key.isEmpty, values[key] == nil { values[key] = Self.value(pair) }
        }
        return values
    }

    private typealias Pair = (key: Substring, value: Substring?)

    private static func value(_ pair: Pair) -> String {
        pair.value.map { PercentCoding.decoded($0, plusIsSpace: true) } ?? ""
    }

    /// The pairs as they are written.
    private var raw: some Sequence<Pair> {
        // Split by bytes: an ampersand before a combining mark is no ampersand to a collection of characters.
        var rest = text.utf8
        var count = 0
        return sequence(state: ()) { _ in
            while !rest.isEmpty, rest.first == 0x26 { rest.removeFirst() }
            guard !rest.isEmpty, count < Self.maximumPairs else { return nil }
            count += 1
            let end = rest.firstIndex(of: 0x26) ?? rest.endIndex
            let pair = rest[..<end]
            rest = rest[end...]
            guard let sign = pair.firstIndex(of: 0x3D) else { return (Substring(pair), nil) }
            return (Substring(pair[..<sign]), Substring(pair[pair.index(after: sign)...]))
        }
    }
}
