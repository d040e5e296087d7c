import Logging
import NIOConcurrencyHelpers
import ZooKeeper

/// A candidate that remembers what it was told.
final class Candidate: Sendable {
    private struct State {
        var leadership: Leadership?
        var follows: String?
        var endings = 0
        var leading = 0
        var overlaps = 0
    }

    private let election: LeaderElection
    private let state = NIOLockedValueBox(State())

    init(_ name: String, _ client: ZooKeeperClient) {
        var logger = Logger(label: name)
        logger.logLevel = .error
        election = LeaderElection(
            client: client, leaderPath: "/leader", epochPath: "/bluegreen/epoch", candidate: name, logger: logger)
    }

    /// The last one it had.
    var leadership: Leadership? { state.withLockedValue { $0.leadership } }
    var follows: String? { state.withLockedValue { $0.follows } }
    var endings: Int { state.withLockedValue { $0.endings } }
    var overlaps: Int { state.withLockedValue { $0.overlaps } }

    func run() async throws {
        try await election.run(
            onFollowing: { leader in
                self.state.withLockedValue { $0.follows = leader }
            },
            { leadership in
                self.state.withLockedValue { state in
                    state.leadership = leadership
                    state.overlaps += state.leading
                    state.leading += 1
                }
                try? await Task.sleep(for: .seconds(3600))
                self.state.withLockedValue { state in
                    state.endings += 1
                    state.leading -= 1
                }
            })
    }
}
