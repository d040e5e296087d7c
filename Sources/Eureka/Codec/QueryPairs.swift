/// The pairs of a query string or an HTML form, decoded; the first of a repeated key counts.
public struct QueryPairs: Hashable, Sendable {
    /// More pairs than this are ignored.
    public static let maximumPairs = 256

    /// The value of each key; empty for a key without an equals sign.
    public private(set) var values: [String: String] = [:]

    /// Reads `a=b&c=d`, without the question mark; pairs without a key are ignored.
    public init(parsing text: some StringProtocol) {
        // Split by bytes: an ampersand before a combining mark is no ampersand to a collection of characters.
        let pairs = Substring(text).utf8.split(separator: 0x26, maxSplits: Self.maximumPairs)
        for pair in pairs.prefix(Self.maximumPairs) {
            let parts = pair.split(separator: 0x3D, maxSplits: 1, omittingEmptySubsequences: false)
            let key = PercentCoding.decoded(Substring(parts[0]), plusIsSpace: true)
            guard !key.isEmpty, values[key] == nil else { continue }
            values[key] = parts.count > 1 ? PercentCoding.decoded(Substring(parts[1]), plusIsSpace: true) : ""
        }
    }

    /// The value of a key, nil when the key is not there.
    public subscript(key: String) -> String? { values[key] }
}
