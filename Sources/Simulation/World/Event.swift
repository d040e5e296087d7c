import RolloutCore
import ZooKeeper

/// Something that happens at one moment.
enum Event {
    /// To one controller's process; lost when it was restarted meanwhile, late when it is paused.
    case controller(Int, incarnation: Int, ControllerEvent)
    /// A call of a controller reaches whom it was sent to.
    case arrives(Call)
    /// A replica has brought a change of status to ZooKeeper.
    case replicaCommits(Call, incarnation: Int)
    /// A session may have been silent for too long.
    case expires(SessionID)
    case instance(Int, incarnation: Int, InstanceEvent)
    case readerFetches(Int)
    /// A reader lets go of what it had cached.
    case readerLetsGo(Int)
    /// A replica learns what another one has committed.
    case feed(replica: Int, incarnation: Int, slot: Int)
    case operation(Operation)
    case faultBegins(Int)
    case faultEnds(Int)
    case faultsStop
    /// Looks whether everything has come to its end.
    case look

    /// Told apart in the trace's hash.
    var mark: UInt64 {
        switch self {
        case .controller(let index, let incarnation, let event):
            1 << 32 | UInt64(index) << 24 | UInt64(incarnation) << 8 | event.mark
        case .arrives(let call): 2 << 32 | UInt64(call.id)
        case .replicaCommits(let call, _): 3 << 32 | UInt64(call.id)
        case .expires(let session): 4 << 32 | UInt64(bitPattern: session.rawValue)
        case .instance(let slot, let incarnation, _): 5 << 32 | UInt64(slot) << 16 | UInt64(incarnation)
        case .readerFetches(let index): 6 << 32 | UInt64(index)
        case .readerLetsGo(let index): 7 << 32 | UInt64(index)
        case .feed(let replica, _, let slot): 8 << 32 | UInt64(replica) << 16 | UInt64(slot)
        case .operation: 9 << 32
        case .faultBegins(let index): 10 << 32 | UInt64(index)
        case .faultEnds(let index): 11 << 32 | UInt64(index)
        case .faultsStop: 12 << 32
        case .look: 13 << 32
        }
    }
}

/// What reaches a controller's process.
enum ControllerEvent {
    case start
    /// Keeps the session alive, and finds out whether it still is.
    case ping
    case answer(Int, Answer, [SimulatedEnsemble.Answer])
    /// A one-shot watch has fired.
    case watch(ZNodePath)
    /// A call was not answered in time.
    case deadline(Int)
    /// Something it has set itself for later; lost with the term of leadership or candidacy that set it.
    case tick(Tick, term: Int)

    enum Tick: Equatable {
        case look, heartbeat, leaseEnd, probe, resync, outwaited
        case alarm(Timestamp)
        case poll(Int)
    }

    var mark: UInt64 {
        switch self {
        case .start: 1
        case .ping: 2
        case .answer: 3
        case .deadline: 4
        case .tick: 5
        case .watch: 6
        }
    }
}

enum InstanceEvent {
    case starts
    case isReady
    /// Its registration ends, since no heartbeat came.
    case leaseEnds
    /// Its member znodes could not be written.
    case enlists
}

/// What operators and CI do.
enum Operation {
    case write(String)
    case delete
    /// Of the rollout that is under way when it is asked; the last one's when there is none.
    case request(RolloutRequest.Verb)
    case freeze(Bool)
}
