import Crypto

/// Which `Authorization` headers were found right, and which are being looked at: so that a heartbeat costs no hash of a
/// password, and strangers cannot keep every core busy with them.
struct VerifiedHeaders<Waiter: Sendable>: Sendable {
    /// The digest of a header: passwords stay nowhere.
    typealias Key = SHA256Digest

    /// What to do about a header.
    enum Step {
        case known(Principal)
        /// Look at it, then `settle`.
        case compute
        /// Somebody is looking at the same one: `join` and be told.
        case join
        /// Too many are being looked at.
        case refuse
    }

    private let maximumKnown: Int
    private let maximumComputing: Int
    private let maximumWaiters: Int
    private var known: [Key: Principal] = [:]
    private var computing: [Key: [Waiter]] = [:]
    private var waiters = 0

    init(maximumKnown: Int = 8192, maximumComputing: Int, maximumWaiters: Int = 4096) {
        self.maximumKnown = maximumKnown
        self.maximumComputing = maximumComputing
        self.maximumWaiters = maximumWaiters
    }

    /// Who sent that header; nil when it was not found right yet.
    func principal(of key: Key) -> Principal? { known[key] }

    mutating func ask(_ key: Key) -> Step {
        if let principal = known[key] { return .known(principal) }
        if computing[key] != nil { return waiters < maximumWaiters ? .join : .refuse }
        guard computing.count < maximumComputing else { return .refuse }
        computing[key] = []
        return .compute
    }

    /// - Returns: False when it was settled in between: ask again.
    mutating func join(_ key: Key, _ waiter: Waiter) -> Bool {
        guard computing[key] != nil else { return false }
        computing[key]?.append(waiter)
        waiters += 1
        return true
    }

    /// - Parameter principal: Nil for a wrong header, which is not kept: there is no end of them.
    /// - Returns: Those who wait for it.
    mutating func settle(_ key: Key, _ principal: Principal?) -> [Waiter] {
        let waiting = computing.removeValue(forKey: key) ?? []
        waiters -= waiting.count
        guard let principal else { return waiting }
        // Only who knows a password can fill this, by writing it in many ways.
        if known.count >= maximumKnown { known.removeAll() }
        known[key] = principal
        return waiting
    }

    var isComputing: Bool { !computing.isEmpty }

    /// None counts as right any more; those being looked at are still to be settled.
    mutating func forget() { known.removeAll() }
}
