import RolloutCore
import ZooKeeper

/// One controller's process: what it knows, which may be out of date, and what it waits for.
struct SimulatedController {
    let index: Int
    /// Its wall clock is off by this.
    let clockSkew: Duration
    var incarnation = 0
    var isRunning = false
    var pausedUntil = World.start
    /// One connection keeps the order of what is sent over it, both ways: when the last of it arrives.
    var lastToKeeper = World.start
    var lastFromKeeper = World.start
    var isCutFromKeeper = false
    var isCutFromRegistry = false
    var session: SessionID?
    /// Ended by hand, before its time: no lease can know.
    var isSessionKilled = false
    var openCalls: [OpenCall] = []
    /// Counts candidacies and leaderships: what was set for an earlier one does not count any more.
    var term = 0
    var leading: Leading?
    var lastEpoch: Int64 = -1
    /// What the last leadership of this process had stored; only a planted bug looks at it.
    var formerlyStored: Stored?

    var isConnected: Bool { isRunning && !isCutFromKeeper && session != nil }
}

/// The record as a leader knows it, with the version that its next write must find.
struct Stored {
    var record: RolloutRecord
    var version: ZNodeVersion
}

/// A leadership under way, as this process believes.
struct Leading {
    let epoch: Int64
    let lease: Lease
    let since: Timestamp
    var facts: Facts
    var stage = Stage.idle
    /// Something changed while a pass was under way.
    var isWakeful = false
    var alarm: Timestamp
    var stored: Stored?
    var isStale = true
    var isInherited = true
    var failures = 0
    var lastSuccess: Timestamp
    var backoffEnd: Timestamp
    var reason: Reason?
}

/// Where a pass is: each case is one await of the program's own pass.
enum Stage {
    case idle
    case readingRecord
    case askingReaders(Int)
    /// Before a step: asks replicas again whose listing is old.
    case confirmingListings(Step, next: Int, isCurrent: Bool)
    case probing(Step, isCurrent: Bool)
    case remembering(Decision.Commit, Step?)
    /// Whoever does not check epochs may still get a call of the former leader.
    case outwaiting(Step)
    case telling(Step, Int)
    case readingBack(Step, Int)
    /// A planted bug's: the history after the record.
    case writingHistory(Step?)
}

/// One step on its way, with what it was decided on.
struct Step {
    let change: StatusChange
    let slot: Int
    let commit: Decision.Commit?
    let isRepeated: Bool
}
