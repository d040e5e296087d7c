import Eureka
import Hummingbird

/// The pairs of a query string, decoded; the first of a repeated key counts.
struct RequestQuery {
    /// More pairs than this are ignored.
    static let maximumPairs = 256

    private(set) var pairs: [String: String] = [:]

    init(_ request: Request) {
        for pair in (request.uri.query ?? "").split(separator: "&").prefix(Self.maximumPairs) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key = PercentCoding.decoded(parts[0], plusIsSpace: true)
            guard !key.isEmpty, pairs[key] == nil else { continue }
            pairs[key] = parts.count > 1 ? PercentCoding.decoded(parts[1], plusIsSpace: true) : ""
        }
    }

    subscript(key: String) -> String? { pairs[key] }
}
