import Eureka
import Foundation
import ZooKeeper

/// What an agent leaves for the one that is started after it, as JSON.
struct RememberedAgent: Hashable, Codable {
    /// Whose memory it is: another agent's is of no use.
    struct Identity: Hashable, Codable {
        var app: String
        var color: String
        var instance: String
        var endpoint: String
        /// The znode that everything is below.
        var prefix: String
    }

    private struct Session: Hashable, Codable {
        var id: Int64
        var password: Data
    }

    private struct Claimed: Hashable, Codable {
        var status: EurekaStatus
        var lastDirtyTimestamp: EpochMilliseconds
        var reason: String?
    }

    let identity: Identity
    private var session: Session?
    private var claimed: Claimed?
    /// The registration of that claim, as it is sent.
    private(set) var registration: String?

    init(_ identity: Identity) {
        self.identity = identity
    }

    var ticket: SessionTicket? {
        get {
            session.flatMap { SessionTicket(id: SessionID(rawValue: $0.id), password: Array($0.password)) }
        }
        set {
            session = newValue.map { Session(id: $0.id.rawValue, password: Data($0.password)) }
        }
    }

    var claim: Claim? {
        claimed.map { Claim(status: $0.status, lastDirtyTimestamp: $0.lastDirtyTimestamp, reason: $0.reason) }
    }

    mutating func note(_ claim: Claim, registration: String) {
        claimed = Claimed(
            status: claim.status, lastDirtyTimestamp: claim.lastDirtyTimestamp, reason: claim.reason)
        self.registration = registration
    }
}
