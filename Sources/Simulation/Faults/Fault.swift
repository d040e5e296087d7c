import RolloutCore

/// Something that goes wrong at one moment, for a while.
struct Fault {
    let kind: Kind
    let at: Duration
    let duration: Duration
    /// Which controller, instance, replica or reader, among those there are.
    let target: Int

    enum Kind: String, CaseIterable {
        case controllerCrash = "controller crash"
        case leaderCrash = "leader crash"
        case leaderPause = "leader pause"
        case leaderCutFromKeeper = "leader cut from ZooKeeper"
        case leaderCutFromRegistry = "leader cut from registry"
        case sessionExpiry = "session expiry"
        case leaderPauseInStep = "leader pause within a step"
        case quorumLoss = "quorum loss"
        case quorumLossInStep = "quorum loss within a step"
        case serverLag = "ZooKeeper server lags"
        case serverCrash = "ZooKeeper server crash"
        case replicaCrash = "registry crash"
        case replicaSlow = "registry slow"
        case replicaLag = "registry replica lags"
        case massLoss = "mass loss"
        case instanceCrash = "instance crash"
        case instanceFlap = "instance flap"
        case instanceDown = "instance reports down"
        case colorCrash = "color crash"
        case drift = "drift"
        case readerAsleep = "reader asleep"
        case readerNew = "new reader"
        case ambiguous = "ambiguous id"

        /// Nothing of the app itself is touched by it: at most a leader is lost.
        static let ofControllers: [Kind] = [
            .controllerCrash, .leaderCrash, .leaderPause, .leaderCutFromKeeper, .leaderCutFromRegistry, .sessionExpiry,
            .leaderPauseInStep, .quorumLoss, .quorumLossInStep, .serverLag, .serverCrash, .replicaCrash, .replicaSlow,
            .replicaLag,
        ]
    }
}
