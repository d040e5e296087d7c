import Eureka
import Foundation

/// Heartbeats that one replica heard, as it tells another: `POST /registry/renewals`.
struct RenewalBatch: Codable, Hashable, Sendable {
    /// The id of the sender's run.
    var from: String
    /// How far the sender has come.
    var revision: Int64
    /// Eureka's reconcile hash of what it has.
    var hash: String
    /// Instance ids by app.
    var renewals: [String: [String]]

    init(from: String, revision: Int64, hash: String, keys: some Sequence<InstanceKey>) {
        self.from = from
        self.revision = revision
        self.hash = hash
        renewals = [:]
        for key in keys { renewals[key.app, default: []].append(key.id) }
    }

    var keys: [InstanceKey] { renewals.flatMap { app, ids in ids.map { InstanceKey(app: app, id: $0) } } }

    func encoded() throws -> [UInt8] { [UInt8](try JSONEncoder().encode(self)) }

    init(decoding bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(RenewalBatch.self, from: Data(bytes))
    }
}
