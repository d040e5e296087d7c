/// The place of a znode: absolute, without a trailing slash, valid by the server's own rules.
///
/// A literal that breaks the rules is a programming error and traps; anything else goes through `init(validating:)`.
/// The rules are those of ZooKeeper's `PathUtils`.
public struct ZNodePath: Hashable, Sendable {
    /// The path as the server knows it, without the client's prefix.
    public let rawValue: String

    /// The root of what the client sees.
    public static let root = ZNodePath(unchecked: "/")

    /// Checks `rawValue` and keeps it.
    ///
    /// - Throws: `ZooKeeperError` of code `invalidPath`, with the broken rule in its message.
    public init(validating rawValue: String) throws(ZooKeeperError) {
        if let fault = Self.fault(in: rawValue) {
            throw ZooKeeperError(.invalidPath, message: "\"\(rawValue)\" is no znode path: \(fault)")
        }
        self.rawValue = rawValue
    }

    init(unchecked rawValue: String) {
        self.rawValue = rawValue
    }

    /// The last component as stored, still encoded; empty for the root.
    public var name: String {
        rawValue.lastIndex(of: "/").map { String(rawValue[rawValue.index(after: $0)...]) } ?? rawValue
    }

    /// The path above this one; nil for the root.
    public var parent: ZNodePath? {
        guard rawValue != "/", let slash = rawValue.lastIndex(of: "/") else { return nil }
        return slash == rawValue.startIndex ? .root : ZNodePath(unchecked: String(rawValue[..<slash]))
    }

    /// The path of a child whose name stands for `component`; any text is allowed, it is encoded where needed.
    public func appending(_ component: String) -> ZNodePath {
        let base = rawValue == "/" ? "" : rawValue
        return ZNodePath(unchecked: base + "/" + Self.encoded(component))
    }

    /// Why `path` is not valid, or nil.
    private static func fault(in path: String) -> String? {
        guard path.utf8.first == UInt8(ascii: "/") else { return "it must start with \"/\"" }
        if path == "/" { return nil }
        if path.utf8.last == UInt8(ascii: "/") { return "it must not end with \"/\"" }
        for component in path.unicodeScalars.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            if component.isEmpty { return "it has an empty component" }
            if component.elementsEqual(".".unicodeScalars) || component.elementsEqual("..".unicodeScalars) {
                return "relative components are not allowed"
            }
            if let scalar = component.first(where: { !isAllowed($0) }) {
                return "character U+\(String(scalar.value, radix: 16, uppercase: true)) is not allowed"
            }
        }
        return nil
    }

    static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0xD800...0xF8FF, 0xFFF0...0xFFFF: false
        default: true
        }
    }
}

extension ZNodePath: Comparable {
    /// Order of the texts.
    public static func < (left: ZNodePath, right: ZNodePath) -> Bool { left.rawValue < right.rawValue }
}

extension ZNodePath: CustomStringConvertible {
    /// The path itself.
    public var description: String { rawValue }
}

extension ZNodePath: ExpressibleByStringLiteral {
    /// A path written in the source; traps when it is not valid.
    public init(stringLiteral value: String) {
        if let fault = Self.fault(in: value) { preconditionFailure("\"\(value)\" is no znode path: \(fault)") }
        self.rawValue = value
    }
}
