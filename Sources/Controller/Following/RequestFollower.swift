import Coordination
import Logging
import RolloutCore
import ZooKeeper

/// Keeps what operators ask for up to date.
struct RequestFollower: Sendable {
    let layout: ZNodeLayout
    let session: any ZooKeeperSession
    let board: FactBoard
    let logger: Logger

    /// How soon requests that could not be read are read again.
    static let retry: Duration = .milliseconds(500)

    func run() async {
        for await _ in session.observeChildren(of: layout.requests) {
            while !Task.isCancelled {
                do throws(ZooKeeperError) {
                    let requests = try await RequestStore(layout: layout, session: session).pending()
                    board.update { facts in
                        guard facts.requests != requests else { return false }
                        facts.requests = requests
                        return true
                    }
                    break
                } catch {
                    logger.info(
                        "Cannot read what operators ask for",
                        metadata: [LogKeys.error: "\(error)"])
                    try? await Task.sleep(for: Self.retry)
                }
            }
        }
    }
}
