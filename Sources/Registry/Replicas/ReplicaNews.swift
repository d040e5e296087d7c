import Coordination
import Eureka

/// The other replicas at work, and which heartbeats each of them has not been told of yet.
struct ReplicaNews: Sendable {
    /// A replica that has said nothing for so long cannot be heard. It speaks twice a second.
    static let silence: EpochMilliseconds = 5_000

    /// By the id of their run, in the order of their addresses.
    private(set) var others: [ReplicaInfo] = []
    /// Their ids.
    private(set) var living: Set<String> = []
    private var untold: [String: Set<InstanceKey>] = [:]
    /// What each of them said of itself last.
    private(set) var heard: [String: Heard] = [:]

    struct Heard: Hashable, Sendable {
        var time: EpochMilliseconds
        var revision: Int64
        /// Eureka's reconcile hash.
        var hash: String
    }

    /// Takes in who is there now; the ids of those that are gone.
    mutating func see(_ present: [ReplicaInfo]) -> [String] {
        let gone = living.subtracting(present.map(\.id))
        others = present.sorted { ($0.address, $0.id) < ($1.address, $1.id) }
        living = Set(present.map(\.id))
        for id in gone {
            untold[id] = nil
            heard[id] = nil
        }
        for id in living where untold[id] == nil { untold[id] = [] }
        return gone.sorted()
    }

    /// A client of ours renewed: all others are to know.
    mutating func renewed(_ key: InstanceKey) {
        guard !living.isEmpty else { return }
        for id in living { untold[id]?.insert(key) }
    }

    /// What a replica is to be told next.
    mutating func take(for id: String) -> Set<InstanceKey> {
        guard let keys = untold[id], !keys.isEmpty else { return [] }
        untold[id] = []
        return keys
    }

    /// It could not be told.
    mutating func putBack(_ keys: Set<InstanceKey>, for id: String) {
        untold[id]?.formUnion(keys)
    }

    /// How the leases see them at that moment.
    func standing(now: EpochMilliseconds) -> OtherReplicas {
        OtherReplicas(living: living, telling: Set(heard.filter { now - $1.time <= Self.silence }.keys))
    }

    mutating func hear(_ batch: RenewalBatch, now: EpochMilliseconds) {
        guard living.contains(batch.from) else { return }
        heard[batch.from] = Heard(time: now, revision: batch.revision, hash: batch.hash)
    }
}
