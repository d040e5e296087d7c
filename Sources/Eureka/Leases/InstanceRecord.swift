/// What a registry remembers of one instance across restarts: claim, override, overlay and what follows from them.
///
/// The lease is not part of it: after a restart every instance gets a full one.
public struct InstanceRecord: Hashable, Sendable {
    /// What the client registered last; its `status` is the client's own word.
    public var claim: InstanceInfo
    /// The status an operator ordered; nil when there is no order.
    public var override: EurekaStatus?
    /// Metadata put by an operator; wins over the claim's and outlives re-registrations.
    public var overlay: [String: String]
    /// The effective status: what clients are told.
    public var status: EurekaStatus
    /// What happened to it last.
    public var actionType: ActionType
    /// When the present claim was filed.
    public var registered: EpochMilliseconds
    /// When the instance became UP for the first time; 0 if it never was.
    public var firstUp: EpochMilliseconds
    /// When anything of this changed last.
    public var updated: EpochMilliseconds

    /// Claim's metadata under the overlay.
    public var metadata: [String: String] {
        overlay.isEmpty ? claim.metadata : claim.metadata.merging(overlay) { _, overlaid in overlaid }
    }

    /// Whether the instance has a color; then it serves only when enabled by an override.
    public var isManaged: Bool { color != nil }

    /// `blue` or `green`, nil for an unmanaged instance.
    public var color: String? {
        guard let color = overlay["color"] ?? claim.metadata["color"] else { return nil }
        return color == "blue" || color == "green" ? color : nil
    }

    /// The instance as listings show it.
    func listed(lastRenewal: EpochMilliseconds) -> InstanceInfo {
        var instance = claim
        instance.status = status
        instance.overriddenStatus = override ?? .unknown
        if !overlay.isEmpty { instance.metadata = metadata }
        instance.lastUpdatedTimestamp = updated
        instance.actionType = actionType
        instance.lease.registrationTimestamp = registered
        instance.lease.lastRenewalTimestamp = lastRenewal
        instance.lease.serviceUpTimestamp = firstUp
        return instance
    }

    mutating func setStatus(_ status: EurekaStatus, now: EpochMilliseconds) {
        self.status = status
        if status == .up, firstUp == 0 { firstUp = now }
    }
}
