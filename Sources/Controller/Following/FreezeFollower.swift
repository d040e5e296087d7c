import Coordination
import ZooKeeper

/// Keeps one freeze up to date.
struct FreezeFollower: Sendable {
    let path: ZNodePath
    let session: any ZooKeeperSession
    let note: @Sendable (Freeze?) -> Void

    func run() async {
        for await znode in session.observe(path) { note(FreezeStore.freeze(znode)) }
    }
}
