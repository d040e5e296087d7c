/// A path that may be answered from memory, when it is written as clients write it.
///
/// What is written in any other way, be it right or wrong, is for the router.
enum ImmediatePath: Hashable {
    case everything
    case app(Substring)
    case instance(app: Substring, id: Substring)

    /// - Parameter path: As sent, without the query.
    init?(_ path: Substring) {
        var rest = path.utf8
        guard rest.removePrefix("/eureka/") else { return nil }
        _ = rest.removePrefix("v2/")
        guard rest.removePrefix("apps") else { return nil }
        if rest.last == Self.slash { rest.removeLast() }
        guard !rest.isEmpty else {
            self = .everything
            return
        }
        guard rest.first == Self.slash, rest.allSatisfy(Self.isPlain) else { return nil }
        let parts = rest.dropFirst().split(separator: Self.slash, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        switch parts.count {
        case 1: self = .app(Substring(parts[0]))
        case 2: self = .instance(app: Substring(parts[0]), id: Substring(parts[1]))
        default: return nil
        }
    }

    private static let slash = UInt8(ascii: "/")

    /// Printable ASCII that means itself.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "%") && byte != UInt8(ascii: ";")
    }
}

extension Substring.UTF8View {
    /// Takes a prefix away; false when it is not there.
    fileprivate mutating func removePrefix(_ prefix: StaticString) -> Bool {
        let count = prefix.utf8CodeUnitCount
        let isThere = prefix.withUTF8Buffer { self.starts(with: $0) }
        if isThere { removeFirst(count) }
        return isThere
    }
}
