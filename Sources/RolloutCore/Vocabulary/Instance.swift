/// One application server of a fleet, as seen in this pass.
public struct Instance: Hashable, Sendable {
    /// What matches its member znode with its registration.
    public let id: InstanceID
    /// The color whose fleet its member znode is in.
    public let color: Color
    /// Nil when the data of its znode cannot be read.
    public let endpoint: Endpoint?
    /// Where it runs, as it registered (metadata `zone`); nil when it does not tell.
    public let zone: String?
    /// What the registries say of it, all of them taken together.
    public var registration: Registration
    /// What our own probe says of it.
    public var readiness: Readiness

    /// One member of a fleet with what is known of it at this moment.
    public init(
        id: InstanceID, color: Color, endpoint: Endpoint?, zone: String? = nil, registration: Registration,
        readiness: Readiness
    ) {
        self.id = id
        self.color = color
        self.endpoint = endpoint
        self.zone = zone
        self.registration = registration
        self.readiness = readiness
    }

    /// UP in every registry and ready by our own probe: what the floor counts.
    public var isServing: Bool { registration.status == .up && readiness == .ready }

    /// Ready, and kept out of traffic only by its status: what enabling it would add to the serving.
    /// Where the registries differ on it, enabling it is what makes them agree.
    public var canBeEnabled: Bool { (registration.status == .outOfService || isDisputed) && readiness == .ready }

    /// Somebody ordered it out of traffic; one that was never enabled has no order.
    var hasDrifted: Bool { if case .registered(_, .outOfService) = registration { true } else { false } }

    /// The registries differ on it.
    public var isDisputed: Bool { if case .disagreement = registration { true } else { false } }

    /// Nothing says that it cannot serve: it does, could, or is not known not to.
    var mightServe: Bool {
        if case .unready = readiness { return false }
        switch registration {
        case .registered(let status, _): return status == .up || status == .outOfService
        case .disagreement, .unavailable: return true
        case .missing: return false
        }
    }

    /// Gets traffic now, or would as soon as it reports itself well.
    public var isEnabled: Bool {
        switch registration {
        case .registered(let status, let override): status == .up || override == .up
        case .disagreement: true
        case .missing, .unavailable: false
        }
    }

    /// Ready, and its status is ours to set: there is no obstacle to it. Cheaper to ask than for the obstacle's words.
    var isUsable: Bool {
        readiness == .ready && (registration.status == .up || registration.status == .outOfService)
    }

    /// Why this instance cannot be counted on, in a few words; nil when it can.
    public var obstacle: String? {
        switch registration {
        case .missing: return "\(id) is not registered"
        case .disagreement(let who): return "the registries differ on \(id): \(who)"
        case .unavailable(let why): return "the registry cannot be asked about \(id): \(why)"
        case .registered(let status, _) where status != .up && status != .outOfService:
            return "\(id) reports itself \(status)"
        case .registered: break
        }
        switch readiness {
        case .ready: return nil
        case .unready(let why): return "\(id) is not ready: \(why)"
        case .unknown(let why): return "\(id) is not known to be ready: \(why)"
        }
    }
}
