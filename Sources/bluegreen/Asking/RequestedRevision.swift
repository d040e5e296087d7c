import Coordination
import RolloutCore
import ZooKeeper

/// The intent to follow once a request was accepted.
struct RequestedRevision: Sendable {
    let layout: ZNodeLayout
    let session: any ZooKeeperSession

    /// A retry of a rollout that is over writes the color anew, in the transaction of its answer; all else keeps to the
    /// intent that it was meant for.
    func read(after answered: Requesting.Answered) async throws -> Int64 {
        let request = answered.answer.request
        guard request.verb == .retry, answered.rollout == nil else { return request.revision }
        guard case .asked(let intent) = IntentStore.reading(try await session.get(layout.activeColor)),
            intent.color == answered.colors.target
        else { return request.revision }
        return intent.revision
    }
}
