import Eureka
import Hummingbird

/// The pairs of a request's query string.
struct RequestQuery {
    private let query: QueryPairs

    init(_ request: Request) { query = QueryPairs(parsing: request.uri.query ?? "") }

    var pairs: [String: String] { query.values }

    subscript(key: String) -> String? { query[key] }
}
