/// Where a registry is, taken apart: `http://user:password@host:port/eureka`.
///
/// Credentials are kept apart, so that they cannot get into a log line with the URL.
struct EurekaAddress: Sendable {
    /// Scheme, host, port and path, without credentials and trailing slash.
    let url: String
    /// What is above the mount point `/eureka`: where a registry of ours has its other paths.
    let root: String
    /// Value of the `Authorization` header; nil without credentials.
    var authorization: String?

    init(_ text: String) throws(EurekaError) {
        guard let separator = text.firstRange(of: "://") else {
            throw EurekaError(.invalidURL, "a registry URL begins with http:// or https://")
        }
        let scheme = text[..<separator.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else {
            throw EurekaError(.invalidURL, "a registry URL begins with http:// or https://")
        }
        let rest = text[separator.upperBound...]
        let pathStart = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        var authority = rest[..<pathStart]
        var path = rest[pathStart...]
        guard !path.contains(where: { $0 == "?" || $0 == "#" || $0.isWhitespace }) else {
            throw EurekaError(.invalidURL, "a registry URL has no query and no fragment")
        }
        if let at = authority.lastIndex(of: "@") {
            let pair = PercentCoding.decoded(String(authority[..<at]))
            authorization = "Basic " + Base64.encoded(Array(pair.utf8))
            authority = authority[authority.index(after: at)...]
        } else {
            authorization = nil
        }
        guard !authority.isEmpty, authority.first != ":", !authority.contains(where: \.isWhitespace) else {
            throw EurekaError(.invalidURL, "a registry URL names a host")
        }
        while path.last == "/" { path.removeLast() }
        url = "\(scheme)://\(authority)\(path)"
        var above = path
        if above.hasSuffix("/v2") { above = above.dropLast(3) }
        if above.hasSuffix("/eureka") { above = above.dropLast(7) }
        root = "\(scheme)://\(authority)\(above)"
    }
}
