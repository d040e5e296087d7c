import Foundation
public import RolloutCore

/// The data of `/blue/<id>` or `/green/<id>`: where a live instance listens, and who keeps the znode.
public struct FleetMember: Hashable, Sendable {
    /// Who keeps the znode present, and takes it away.
    public enum Owner: String, Codable, Hashable, Sendable {
        /// The instance itself, as in the original system: the data is a bare `host:port`.
        case instance
        /// An agent beside the instance, by an ephemeral znode.
        case agent
        /// The registry, for as long as the lease of the instance lasts.
        case registry
    }

    /// Nil when the data cannot be read as an endpoint.
    public var endpoint: Endpoint?
    /// Who keeps this znode; decides how the data is written.
    public var owner: Owner
    /// Where `POST /eureka/setStatus` is answered, when that is not the endpoint.
    public var control: Endpoint?
    /// How long the instance is believed without a heartbeat, in seconds; only where the registry keeps the znode.
    public var leaseSeconds: Int?

    /// A member to be written; an instance's own znode holds no `control`.
    public init(endpoint: Endpoint?, owner: Owner, control: Endpoint? = nil, leaseSeconds: Int? = nil) {
        self.endpoint = endpoint
        self.owner = owner
        self.control = control
        self.leaseSeconds = leaseSeconds
    }

    /// Reads either form; unknown JSON keys are left to later versions.
    public init(data: [UInt8]?) {
        let data = data ?? []
        if data.first == UInt8(ascii: "{"), let wire = try? Payload.decode(Wire.self, from: data) {
            self.init(
                endpoint: wire.endpoint.flatMap { Endpoint($0) }, owner: wire.owner.flatMap(Owner.init) ?? .instance,
                control: wire.control.flatMap { Endpoint($0) }, leaseSeconds: wire.leaseSeconds)
            return
        }
        let text = String(validating: data, as: UTF8.self)?.trimmingCharacters(in: .whitespacesAndNewlines)
        self.init(endpoint: text.flatMap { Endpoint($0) }, owner: .instance)
    }

    /// The bytes to store: a bare `host:port` for an instance's own znode, JSON for all others.
    public func data() throws -> [UInt8] {
        guard owner != .instance else { return Array((endpoint?.description ?? "").utf8) }
        return try Payload.encode(
            Wire(
                endpoint: endpoint?.description, owner: owner.rawValue, control: control?.description,
                leaseSeconds: leaseSeconds))
    }

    private struct Wire: Codable {
        var endpoint: String?
        var owner: String?
        var control: String?
        var leaseSeconds: Int?
    }
}
