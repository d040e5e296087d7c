import RolloutCore
import ZooKeeper

/// A controller's request on its way, and whoever waits for its answer.
struct Call {
    let id: Int
    let controller: Int
    let incarnation: Int
    let request: Request
    let sent: Timestamp
}

enum Request {
    case keeper(KeeperRequest, SessionID)
    case registry(Int, RegistryRequest)
    /// Readiness of these instances.
    case probe([Int])
}

enum KeeperRequest {
    /// As the session's server has it, or as all of them do; `watch` has the session told of the next change.
    case read(ZNodePath, watch: Bool, synced: Bool = false)
    case fleet(Color)
    /// What operators ask for.
    case requests
    case commit(Transaction, Remembered?)
}

/// What a transaction stands for, for those who look on: they need not decode what it writes.
struct Remembered {
    let commit: Decision.Commit
    let epoch: Int64
    /// What `/active_color` was when it was decided on.
    let intent: ZNodeStat?
}

enum RegistryRequest {
    case listing
    case readers
    case reading(Int)
    case set(Int, InstanceStatus, epoch: Int64)
}

enum Answer {
    case znode(ZNode?)
    case fleet([Int])
    case requests([RolloutRequest], freezes: [String])
    case results([Transaction.Result])
    case refused(SimulatedEnsemble.Failure)
    case listing([Entry?], revision: Int64?)
    case readerList([Reader]?, since: Timestamp?)
    case entry(Entry?, revision: Int64?)
    case told
    case unknownInstance
    case staleEpoch
    case verdicts([(slot: Int, readiness: Readiness)])
    case failed(String)

    /// Status and override of one instance as a replica lists it.
    struct Entry: Equatable {
        var status: InstanceStatus
        var override: InstanceStatus?
    }
}

/// What the answer of an open call is for.
enum Purpose {
    /// The pass that is under way; there is at most one such call.
    case pass
    case leaderLook
    case epochLook
    case candidacy(epoch: Int64)
    case adoptionEpoch
    case adoption(epoch: Int64)
    case heartbeat
    case intent
    case fleet(Color)
    case requests
    case listing(Int, generation: Int)
    case sweep
    case nothing
}

struct OpenCall {
    let id: Int
    let purpose: Purpose
    let sent: Timestamp
}
