import Eureka

/// What a request's body is.
struct ContentTypeHeader {
    let format: WireFormat
    let isLatin1: Bool

    /// Nil for anything but JSON and XML in UTF-8 or ISO-8859-1 (415).
    init?(_ value: String?) {
        guard let value else { return nil }
        let parts = value.split(separator: ";").map { $0.trimmingSpaces().lowercased() }
        switch parts.first {
        case "application/json": format = .json
        case "application/xml": format = .xml
        default: return nil
        }
        let charset = parts.dropFirst().first { $0.hasPrefix("charset=") }?.dropFirst(8)
        switch charset.map({ $0.filter { $0 != "\"" } }) {
        case nil, "utf-8", "utf8", "us-ascii": isLatin1 = false
        case "iso-8859-1": isLatin1 = true
        default: return nil
        }
    }
}
