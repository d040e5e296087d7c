import Coordination
import Logging
import ZooKeeper

/// Keeps `/active_color` and the comment that came with it up to date.
struct IntentFollower: Sendable {
    let layout: ZNodeLayout
    let session: any ZooKeeperSession
    let board: FactBoard
    let logger: Logger

    func run() async {
        let store = IntentStore(layout: layout, session: session)
        for await znode in session.observe(layout.activeColor) {
            // Read first, since a rollout's record says from its start who asked for it, and why.
            var comments = IntentComments()
            if let revision = znode?.stat.mzxid {
                do throws(ZooKeeperError) {
                    comments = try await store.comments(upTo: revision)
                } catch {
                    logger.info("Cannot read who set the color", metadata: [LogKeys.error: "\(error)"])
                }
            }
            board.update { facts in
                facts.intent = .some(znode)
                facts.comments = comments
                return true
            }
        }
    }
}
