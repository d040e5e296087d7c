/// Who may do what with a znode. Lists are not inherited by children.
public struct AccessControlList: Hashable, Sendable {
    /// What an entry allows.
    public struct Permissions: OptionSet, Hashable, Sendable {
        /// Bits as on the wire.
        public let rawValue: Int32
        /// Takes bits as on the wire.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        /// Read data and children.
        public static let read = Permissions(rawValue: 1)
        /// Set data.
        public static let write = Permissions(rawValue: 2)
        /// Create children.
        public static let create = Permissions(rawValue: 4)
        /// Delete children.
        public static let delete = Permissions(rawValue: 8)
        /// Change this list.
        public static let admin = Permissions(rawValue: 16)
        /// Everything.
        public static let all: Permissions = [.read, .write, .create, .delete, .admin]
    }

    /// One identity and what it may do.
    public struct Entry: Hashable, Sendable {
        /// Authentication scheme, for example `world`, `auth`, `digest`, `ip`.
        public var scheme: String
        /// Identity within the scheme.
        public var id: String
        /// What it may do.
        public var permissions: Permissions

        /// Allows `permissions` to one identity.
        public init(scheme: String, id: String, permissions: Permissions) {
            self.scheme = scheme
            self.id = id
            self.permissions = permissions
        }
    }

    /// The entries; a request is allowed when any of them allows it.
    public var entries: [Entry]

    /// Takes entries as given. The server refuses an empty list.
    public init(entries: [Entry]) {
        self.entries = entries
    }

    /// Everybody may do everything.
    public static let open = AccessControlList(entries: [Entry(scheme: "world", id: "anyone", permissions: .all)])
    /// Only the identities of the creating session. The server refuses it from a session without a credential.
    public static let creatorOnly = AccessControlList(entries: [Entry(scheme: "auth", id: "", permissions: .all)])
    /// The creating session's identities may do everything, everybody may read.
    public static let creatorAndWorldRead = AccessControlList(
        entries: creatorOnly.entries + [Entry(scheme: "world", id: "anyone", permissions: .read)]
    )

    /// One user of the scheme `digest`; what is stored is a hash of user and password.
    public static func digest(
        user: String,
        password: String,
        permissions: Permissions = .all
    ) -> AccessControlList {
        let hash = SHA1.hash(Array("\(user):\(password)".utf8))
        return AccessControlList(
            entries: [Entry(scheme: "digest", id: "\(user):\(SHA1.base64(hash))", permissions: permissions)]
        )
    }
}
