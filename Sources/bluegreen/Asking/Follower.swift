import ZooKeeper

/// Looks at what stands in ZooKeeper again whenever one of the znodes it comes from changes, until that is enough.
///
/// A look that ZooKeeper does not answer is made again: an ensemble that elects a leader is away for a second or two.
struct Follower: Sendable {
    let session: any ZooKeeperSession
    /// Whose changes are a reason to look.
    let paths: [ZNodePath]
    /// Whose children's coming and going is one too.
    var parents: [ZNodePath] = []
    /// Nil: for as long as it takes.
    let timeout: Duration?
    /// Looks at least this often, whatever the watches say.
    var resync: Duration = .seconds(2)

    /// - Parameter look: changes its own state, and returns nil while there is more to wait for.
    /// - Returns: nil when the time was over first.
    func follow<State: Sendable, Found: Sendable>(
        from start: State, _ look: @escaping @Sendable (inout State) async throws -> Found?
    ) async throws -> Found? {
        let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        wake.yield()
        return try await withThrowingTaskGroup(of: Outcome<Found>.self) { group in
            for path in paths {
                group.addTask {
                    for await _ in session.observe(path) { wake.yield() }
                    return .watchEnded
                }
            }
            for parent in parents {
                group.addTask {
                    for await _ in session.observeChildren(of: parent) { wake.yield() }
                    return .watchEnded
                }
            }
            group.addTask {
                while (try? await Task.sleep(for: resync)) != nil { wake.yield() }
                return .watchEnded
            }
            group.addTask {
                var state = start
                for await _ in wakes {
                    do {
                        if let found = try await look(&state) { return .found(found) }
                    } catch let error as ZooKeeperError where error.isRetryable {
                        continue
                    }
                }
                return .watchEnded
            }
            if let timeout {
                group.addTask {
                    try await Task.sleep(for: timeout)
                    return .timedOut
                }
            }
            defer { group.cancelAll() }
            while let next = try await group.next() {
                switch next {
                case .found(let found): return found
                case .timedOut: return nil
                case .watchEnded: continue
                }
            }
            throw Failure(.unavailable, "the conversation with ZooKeeper ended too early: try again")
        }
    }

    private enum Outcome<Found: Sendable>: Sendable {
        case found(Found)
        case timedOut
        case watchEnded
    }
}
