import RolloutCore

/// What the checks remember of what they have seen from outside; nothing of it comes from a controller's own opinion.
struct Checker {
    /// The record as ZooKeeper has it.
    var record: RolloutRecord?
    var highestEpoch: Int64 = 0
    /// The highest epoch that an election gave, and to whom.
    var electedEpoch: Int64 = -1
    /// By slot: what the registry has acknowledged last.
    var acknowledged: [InstanceStatus?] = []
    var lastHistoryNumber = 0
    var turnedBackAt: Timestamp?
    /// When the rollout last changed its direction, or began.
    var turnedAt = World.start
    /// By slot: when the registry first took the change it has acknowledged.
    var changedAt: [Timestamp] = []
    /// Changed, and no leader has looked since at what became of it.
    var unread = SlotSet()
    /// Acknowledged to whoever asked, and without an answer.
    var openRequests: [OpenRequest] = []
    /// The instances changed since the rollout was paused.
    var changedWhilePaused: [Int] = []
    /// When somebody last dealt with a rollout that was paused or held.
    var lastCare: Timestamp?

    struct OpenRequest {
        let request: RolloutRequest
        let since: Timestamp
    }
    /// When every last thing was as asked.
    var settledSince: Timestamp?
}

/// A change of status that the registry took from a controller.
struct AcceptedChange {
    let slot: Int
    let status: InstanceStatus
    let epoch: Int64
    let controller: Int
    let replica: Int
    let before: InstanceStatus?
}
