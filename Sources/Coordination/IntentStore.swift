public import RolloutCore
public import ZooKeeper

/// `/active_color` of one app: what CI and operators ask for.
public struct IntentStore: Sendable {
    private let layout: ZNodeLayout
    private let session: any ZooKeeperSession

    /// The intent of the app that `layout` is of, over one conversation with ZooKeeper.
    public init(layout: ZNodeLayout, session: any ZooKeeperSession) {
        self.layout = layout
        self.session = session
    }

    /// The intent as a reading of the znode: exactly `blue` or `green`, nothing else is a color.
    public static func reading(_ znode: ZNode?) -> IntentReading {
        guard let znode else { return .absent }
        let data = znode.data ?? []
        guard let color = Color.allCases.first(where: { Array($0.rawValue.utf8) == data }) else {
            return .unreadable(text: Payload.printable(data), revision: znode.stat.mzxid)
        }
        return .asked(Intent(color: color, revision: znode.stat.mzxid))
    }

    /// Asks for a color, as `zkCli.sh set /active_color` does, with who and why beside it.
    ///
    /// - Returns: the revision of the intent, by which its rollout is found.
    public func ask(for color: Color, by: String, comment: String?, isRollback: Bool = false) async throws -> Int64 {
        let request = OperatorRequest(
            kind: isRollback ? .rollback : .comment, by: by,
            text: comment.map { String($0.prefix(OperatorRequest.textLimit)) })
        try await session.createPath(layout.requests)
        let exists = try await session.stat(of: layout.activeColor) != nil
        if !exists, let parent = layout.activeColor.parent { try await session.createPath(parent) }
        var transaction = Transaction()
        if exists {
            transaction.set(layout.activeColor, Array(color.rawValue.utf8))
        } else {
            transaction.create(layout.activeColor, Array(color.rawValue.utf8))
        }
        transaction.create(layout.requests.appending("r-"), try Payload.encode(request), mode: .persistentSequential)
        let results = try await session.commit(transaction)
        if case .set(let stat) = results.first { return stat.mzxid }
        guard let stat = try await session.stat(of: layout.activeColor) else {
            throw CoordinationError("/active_color was deleted right after it was written")
        }
        return stat.mzxid
    }

    /// Who wrote the intent of this revision, and why; with the requests that it settles, to be removed once it is followed.
    public func comments(upTo revision: Int64) async throws(ZooKeeperError) -> IntentComments {
        var found = IntentComments()
        let names = try await session.children(of: layout.requests)?.names ?? []
        for name in names.suffix(IntentComments.limit) {
            guard let znode = try await session.get(layout.requests.appending(name)) else { continue }
            let said = znode.data.flatMap { try? Payload.decode(OperatorRequest.self, from: $0) }
            // What is asked of a rollout is answered in its turn.
            if case .verb = said?.kind { continue }
            guard znode.stat.czxid <= revision else { continue }
            found.settled.append(znode.path)
            if znode.stat.czxid == revision { found.request = said }
        }
        return found
    }
}

/// The comment that belongs to an intent, and every older one that nobody needs any more.
public struct IntentComments: Hashable, Sendable {
    /// Who set the color, and why; nil when it was set without a comment or that cannot be read.
    public fileprivate(set) var request: OperatorRequest?
    /// Comments of this intent and of earlier ones; the leader removes them with its next record.
    public fileprivate(set) var settled: [ZNodePath] = []

    /// Leaves the older ones where they are; they go with the next intent.
    public mutating func leaveSettled() { settled = [] }

    /// The newest are read, at most this many; older ones once these are gone.
    static let limit = 100

    /// No comment, and none to remove.
    public init() {}
}
