import Eureka
import Hummingbird

extension Request {
    /// The pairs of the query string.
    var queryPairs: QueryPairs { QueryPairs(parsing: uri.query ?? "") }
}

extension QueryPairs {
    /// The timestamp if there is one, nil when it is no number.
    var lastDirtyTimestamp: (value: EpochMilliseconds?, Void)? {
        guard let text = self["lastDirtyTimestamp"] else { return (nil, ()) }
        return EpochMilliseconds(text).map { ($0, ()) }
    }
}
