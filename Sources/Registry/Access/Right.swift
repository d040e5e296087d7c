/// One thing that somebody may do at the registry: `read`, `register:ORDERS`, `status:*`, `gateway`, `peer`, `operator`.
public struct Right: Hashable, Sendable, CustomStringConvertible {
    /// What may be done.
    public enum Kind: String, CaseIterable, Sendable {
        /// Fetch anything.
        case read
        /// Register, renew and cancel instances of an app.
        case register
        /// Order a status or metadata for instances of an app.
        case status
        /// Report what a gateway has counted, by which rollouts are judged.
        case gateway
        /// Speak as another registry.
        case peer
        /// Everything that nobody else may.
        case `operator`

        /// Whether it is given for one app, or for all of them.
        var hasApp: Bool { self == .register || self == .status }
    }

    /// What may be done.
    public let kind: Kind
    /// The app it is for, upper-case as Eureka files it; nil is every app.
    public let app: String?

    /// Every right for every app.
    public static let all: [Right] = Kind.allCases.map { Right($0, app: nil) }

    init(_ kind: Kind, app: String?) {
        self.kind = kind
        self.app = app?.uppercased()
    }

    /// Reads one word of the credential file.
    ///
    /// - Throws: `RegistryError` that says what is meant instead.
    public init(_ text: String) throws(RegistryError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let kind = Kind(rawValue: parts[0]) else {
            throw RegistryError(
                "\"\(text)\" is no right: write read, register:APP, register:*, status:APP, status:*, gateway, peer or operator"
            )
        }
        guard kind.hasApp else {
            guard parts.count == 1 else {
                throw RegistryError("\"\(text)\": \(kind.rawValue) is for no single app; write \(kind.rawValue) alone")
            }
            self.init(kind, app: nil)
            return
        }
        guard parts.count == 2, !parts[1].isEmpty else {
            throw RegistryError(
                "\"\(text)\" names no app: write \(kind.rawValue):APP, or \(kind.rawValue):* for every app")
        }
        self.init(kind, app: parts[1] == "*" ? nil : parts[1])
    }

    /// As in the credential file.
    public var description: String { kind.hasApp ? "\(kind.rawValue):\(app ?? "*")" : kind.rawValue }
}
