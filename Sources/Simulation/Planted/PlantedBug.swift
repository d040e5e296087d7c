/// A mistake made on purpose, to see that the simulator finds it. The program's own code never knows of any.
public enum PlantedBug: String, Hashable, Sendable, CaseIterable {
    /// The registry takes changes of any epoch.
    case noEpochCheck = "no-epoch-check"
    /// The old color is disabled before the new one is enabled.
    case disableFirst = "disable-first"
    /// A leader acts without asking whether its lease still holds.
    case leaseNotAsked = "lease-not-asked"
    /// The record is written without the fence.
    case commitWithoutFence = "commit-without-fence"
    /// Whoever was elected once goes on acting, whatever becomes of its session.
    case cachedLeadership = "cached-leadership"
    /// An election does not raise the epoch.
    case epochNotRaised = "epoch-not-raised"
    /// The registry's answer to a change is believed, and not read back.
    case answerBelieved = "answer-believed"
    /// Facts are not looked at again right before a step.
    case notLookedAgain = "not-looked-again"
    /// The watch on the intent is set once and never again.
    case watchNotSetAgain = "watch-not-set-again"
    /// An instance that is not known to be ready is counted as ready.
    case unknownCountsAsReady = "unknown-counts-as-ready"
    /// A lost answer is taken for a failure, and another instance is tried.
    case lostAnswerMeansFailure = "lost-answer-means-failure"
    /// A new leader forgets the step in hand.
    case pendingForgotten = "pending-forgotten"
    /// A leader goes on with the record of its former leadership, and overwrites whatever is there.
    case recordNotReadAgain = "record-not-read-again"
    /// A decision is committed although the intent has changed meanwhile.
    case intentNotConditional = "intent-not-conditional"
    /// The old color is disabled before readers have seen the new one.
    case propagationSkipped = "propagation-skipped"
    /// The readers that a restarted registry lists are taken for all there are.
    case restartedListBelieved = "restarted-list-believed"
    /// On the way back the target is disabled although nothing of the source serves.
    case noFloorOnTheWayBack = "no-floor-on-the-way-back"
    /// An id that is in both colors is switched all the same.
    case ambiguousSwitched = "ambiguous-switched"
    /// Drift of the source is put back while a rollout disables it.
    case driftDuringRollout = "drift-during-rollout"
    /// History is written after the record instead of with it.
    case historyOutsideTransaction = "history-outside-transaction"
    /// Deadlines go on while no leader is looking.
    case deadlinesWithoutLeader = "deadlines-without-leader"
    /// A restarted registry forgets who was enabled.
    case overridesForgotten = "overrides-forgotten"
    /// The registry changes statuses although ZooKeeper cannot be asked.
    case flipsWithoutZooKeeper = "flips-without-zookeeper"
    /// The registry evicts although ZooKeeper has no quorum.
    case evictsWithoutQuorum = "evicts-without-quorum"
    /// What is not blue is taken for green.
    case nonsenseMeansGreen = "nonsense-means-green"
    /// A new leader sets every status anew.
    case edgeTriggered = "edge-triggered"
    /// A fleet that cannot be read is taken for an empty one.
    case unreadFleetTakenForEmpty = "unread-fleet-taken-for-empty"
    /// An abort is not looked at while a batch bakes.
    case abortIgnoredWhileBaking = "abort-ignored-while-baking"
    /// A new leader forgets that the rollout is paused.
    case pauseForgotten = "pause-forgotten"
    /// A request is removed before its answer is remembered.
    case requestRemovedFirst = "request-removed-first"
    /// The algorithm of the system that this one replaces.
    case originalSystem = "original-system"
}
