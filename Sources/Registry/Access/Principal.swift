/// Somebody who has shown who they are, and what they may do.
public struct Principal: Hashable, Sendable {
    /// The name before the colon; goes into log lines.
    public let name: String
    /// What was given to them; whatever is not among these is denied.
    public let rights: [Right]

    /// Somebody by that name.
    public init(name: String, rights: [Right]) {
        self.name = name
        self.rights = rights
    }

    /// - Parameter app: The app of the path, in any case; nil when the path names none.
    func may(_ kind: Right.Kind, app: String?) -> Bool {
        rights.contains { right in
            right.kind == kind && (right.app == nil || right.app == app?.uppercased())
        }
    }
}
