public import RolloutCore
public import ZooKeeper

/// What operators ask of the rollout of one app, until the leader has answered.
public struct RequestStore: Sendable {
    /// More than these are not looked at before these are answered.
    public static let limit = 100

    private let layout: ZNodeLayout
    private let session: any ZooKeeperSession

    /// The requests of the app that `layout` is of, over one conversation with ZooKeeper.
    public init(layout: ZNodeLayout, session: any ZooKeeperSession) {
        self.layout = layout
        self.session = session
    }

    /// Asks; the answer is found in the record by the id.
    ///
    /// - Returns: the request's id.
    public func ask(
        _ verb: RolloutRequest.Verb, revision: Int64, by: String, comment: String?
    ) async throws -> String {
        let request = OperatorRequest(
            kind: .verb(verb), by: by, text: comment.map { String($0.prefix(OperatorRequest.textLimit)) },
            revision: revision)
        try await session.createPath(layout.requests)
        let path = try await session.create(
            layout.requests.appending("r-"), try Payload.encode(request), mode: .persistentSequential, acl: nil)
        return ZNodePath.decoded(path.name)
    }

    /// Takes back what has not been answered yet; false when it has been.
    public func withdraw(_ id: String) async throws(ZooKeeperError) -> Bool {
        do throws(ZooKeeperError) {
            try await session.delete(layout.request(id), ifVersion: nil)
            return true
        } catch {
            guard error.code == .noNode else { throw error }
            return false
        }
    }

    /// Those without an answer, oldest first. What cannot be read is left out.
    public func pending() async throws(ZooKeeperError) -> [RolloutRequest] {
        var requests: [RolloutRequest] = []
        for name in (try await session.children(of: layout.requests)?.names ?? []).sorted() {
            guard requests.count < Self.limit else { break }
            guard let data = try await session.get(layout.requests.appending(name))?.data else { continue }
            guard let said = try? Payload.decode(OperatorRequest.self, from: data), case .verb(let verb) = said.kind,
                let revision = said.revision
            else { continue }
            requests.append(
                RolloutRequest(id: name, verb: verb, revision: revision, by: said.by, comment: said.text))
        }
        return requests
    }
}
