/// Decides when an instance has finished what it was given, before its time to drain is over.
///
/// That is when every reader has fetched that it is out, their caches have forgotten it, and it has had nothing in hand for
/// a while. Where one of these is not known, its time is given in full.
struct DrainProgress {
    /// How long it must have had nothing in hand: a request may be on its way.
    static let quiet: Duration = .seconds(1)
    /// How long Spring's load balancer goes on with what it had.
    static let springCache: Duration = .seconds(35)

    /// How long readers go on with what they had; nil: as Spring's do, unless all are gateways of ours.
    let readerCache: Duration?
    private var seenSince: Duration?
    private var idleSince: Duration?

    init(readerCache: Duration?) {
        self.readerCache = readerCache
    }

    /// Takes in what is known at a moment, counted from the beginning; `inFlight` is nil when it is not known.
    mutating func isOver(inFlight: Int?, readers: ReaderStanding, at now: Duration) -> Bool {
        idleSince = inFlight == 0 ? idleSince ?? now : nil
        guard case .seen(let onlyGateways) = readers else {
            seenSince = nil
            return false
        }
        let seen = seenSince ?? now
        seenSince = seen
        guard let idleSince else { return false }
        let cache = readerCache ?? (onlyGateways ? .zero : Self.springCache)
        return now - idleSince >= Self.quiet && now - seen >= cache
    }
}
