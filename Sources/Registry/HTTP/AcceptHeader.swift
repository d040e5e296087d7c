import Eureka

/// What a client is ready to read.
///
/// Without a header, or with a wildcard first, that is XML: old and foreign clients send none and read nothing else. Any
/// JSON type counts as JSON. The higher quality wins, then the order.
struct AcceptHeader {
    private let value: String?

    init(_ value: String?) { self.value = value }

    /// Nil when none of our formats is wanted (406).
    var format: WireFormat? {
        guard let value, !value.isEmpty else { return .xml }
        // What nearly everybody sends.
        if value == "application/json" { return .json }
        var best: (format: WireFormat, quality: Double)?
        for entry in value.split(separator: ",").prefix(32) {
            let parts = entry.split(separator: ";").map { $0.trimmingSpaces() }
            guard let type = parts.first?.lowercased(), let format = Self.format(of: type) else { continue }
            let quality =
                parts.dropFirst().compactMap { parameter -> Double? in
                    parameter.hasPrefix("q=") ? Double(parameter.dropFirst(2)) : nil
                }.first ?? 1
            if quality > best?.quality ?? 0 { best = (format, quality) }
        }
        return best?.format
    }

    /// Whether a page for people is welcome; a client without the header takes anything.
    var allowsHTML: Bool {
        guard let value, !value.isEmpty else { return true }
        return value.split(separator: ",").prefix(32).contains { entry in
            let parts = entry.split(separator: ";").map { $0.trimmingSpaces().lowercased() }
            guard ["text/html", "text/*", "*/*"].contains(parts.first) else { return false }
            return !parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
        }
    }

    private static func format(of type: String) -> WireFormat? {
        if type.contains("json") { return .json }
        switch type {
        case "application/xml", "application/*", "*/*": return .xml
        default: return type.hasPrefix("application/") && type.hasSuffix("+xml") ? .xml : nil
        }
    }
}

extension Substring {
    func trimmingSpaces() -> Substring {
        var text = self
        while text.first?.isWhitespace ?? false { text.removeFirst() }
        while text.last?.isWhitespace ?? false { text.removeLast() }
        return text
    }
}
