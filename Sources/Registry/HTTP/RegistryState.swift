import Coordination
import Eureka
import Foundation
import NIOConcurrencyHelpers

/// How a replica is: the answer of `/registry/state` and `/registry/watch`.
struct RegistryState: Codable, Hashable, Sendable {
    struct Replica: Codable, Hashable, Sendable {
        let address: String
        /// When it last told of heartbeats it heard, this registry's clock; nil: not yet.
        let lastHeard: EpochMilliseconds?
    }

    /// Everything up to this revision is in memory.
    let revision: Int64
    /// Eureka's reconcile hash.
    let hash: String
    let now: EpochMilliseconds
    let instances: Int
    let isStoreAway: Bool
    /// Records that ZooKeeper has not got yet.
    let unwritten: Int
    /// Instances kept beyond their lease, because too many ran out at once.
    let held: Int
    let heldSince: EpochMilliseconds?
    /// The other ones.
    let replicas: [Replica]

    init(_ book: RegistryBook) {
        let state = book.state.withLockedValue { $0 }
        revision = book.revision(in: state)
        hash = state.registry.counts.hashCode
        now = book.clock.now
        instances = state.registry.count
        isStoreAway = book.isStoreAway
        unwritten = state.ledger.unwritten.count
        held = state.brake.held
        heldSince = state.brake.since
        replicas = state.replicas.others.map {
            Replica(address: $0.address, lastHeard: state.replicas.heard[$0.id]?.time)
        }
    }

    func encoded() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { [UInt8]($0) } ?? []
    }
}
