import Eureka

/// The registries that hear of everything that clients and operators say here; none by default.
struct Peers: Sendable {
    var links: [PeerLink] = []

    /// Something happened here by the word of a client or an operator, not by that of a peer: nothing goes in circles.
    ///
    /// Costs next to nothing, and never waits.
    func tell(_ change: PeerChange, _ key: InstanceKey) {
        for link in links { link.tell(change, key) }
    }

    /// A peer passed on what an operator said there: it needs not hear of it.
    func heard(_ request: StatusRequest, _ key: InstanceKey) {
        let order: EurekaStatus
        switch request {
        case .set(let status, _): order = status
        case .removeOverride: order = .unknown
        case .metadata: return
        }
        for link in links { link.heard(order, key) }
    }

    /// A peer passed on a registration. It hears of the order that is in force here when it has none or another one, as
    /// after its restart: what is kept here is kept for good.
    func filed(_ instance: InstanceInfo, in book: RegistryBook) {
        guard !links.isEmpty else { return }
        let key = InstanceKey(app: instance.app, id: instance.effectiveID)
        let order = book.read { $0.record(of: key)?.override }.value
        if let order, order != instance.overriddenStatus { tell(.ordered, key) }
    }

    /// This registry answers now, and may say so.
    func listening(port: Int) {
        for link in links { link.listening(port: port) }
    }
}

extension StatusRequest {
    /// What a peer is told of it: metadata are part of the instance.
    var peerChange: PeerChange {
        switch self {
        case .set, .removeOverride: .ordered
        case .metadata: .registered
        }
    }
}
