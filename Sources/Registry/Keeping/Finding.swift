import Eureka

/// What the store was found to hold of one instance.
struct Finding: Sendable {
    enum Content: Sendable {
        case record(InstanceRecord)
        /// The feed says that its client took it out.
        case cancelled
        /// The feed says that its writer had not heard of it for the whole of its lease.
        case evicted
        /// Nothing is kept, and nobody has said why.
        case absent
        /// Something that this version does not understand, or nothing but the name.
        case unreadable(isLater: Bool)
    }

    let key: InstanceKey
    let content: Content
    /// Nil when nothing is kept.
    let kept: Ledger.Kept?
    /// Who wrote it, as far as that is known.
    var home: LeaseHome = .unknown

    var record: InstanceRecord? {
        if case .record(let record) = content { record } else { nil }
    }

    /// Written by a version of this program that is later than this one.
    var isLater: Bool {
        if case .unreadable(let isLater) = content { isLater } else { false }
    }

    /// Nothing is kept.
    init(_ key: InstanceKey, gone content: Content = .absent) {
        self.key = key
        self.content = content
        kept = nil
    }

    init(_ key: InstanceKey, _ content: Content, kept: Ledger.Kept, home: LeaseHome = .unknown) {
        self.key = key
        self.content = content
        self.kept = kept
        self.home = home
    }
}
