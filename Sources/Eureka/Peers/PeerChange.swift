/// What happened to an instance here that a peer is to hear of.
public enum PeerChange: CaseIterable, Hashable, Sendable {
    /// It registered, or its metadata was changed.
    case registered
    /// Its lease was renewed.
    case renewed
    /// It was taken out.
    case cancelled
    /// A status was ordered, or an order taken back.
    case ordered

    /// How long a peer may be kept waiting, so that more of them go in one call, in milliseconds.
    var patience: Int64 { self == .renewed ? 500 : 50 }

    /// How long this is worth telling, in milliseconds.
    ///
    /// What a client says it says again within its interval. What an operator ordered nobody says again.
    var lifetime: Int64 {
        switch self {
        case .registered, .renewed: 30_000
        case .cancelled: 90_000
        case .ordered: 3_600_000
        }
    }

    var need: PeerQueue.Needs {
        switch self {
        case .registered: .registration
        case .renewed: .heartbeat
        case .cancelled: .cancel
        case .ordered: .order
        }
    }
}
