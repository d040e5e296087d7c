/// What one peer is still to be told, as a value: changes here go in, batches come out, answers go in.
///
/// There is one entry an instance, and what it says is looked up when it is sent: the peer hears the latest state, never
/// a stale one, however long it was away. One batch is under way at a time, so that nothing overtakes. Times are the
/// caller's, in milliseconds; they must not go back.
public struct PeerQueue: Sendable {
    struct Needs: OptionSet, Hashable, Sendable {
        let rawValue: UInt8

        static let registration = Needs(rawValue: 1)
        static let heartbeat = Needs(rawValue: 2)
        static let cancel = Needs(rawValue: 4)
        static let order = Needs(rawValue: 8)
    }

    /// An instance that the peer is to hear of.
    public struct Entry: Hashable, Sendable {
        /// The instance.
        public let key: InstanceKey
        var needs: Needs
        /// From then on not worth telling.
        var expiry: EpochMilliseconds
        /// How often it was sent and came to nothing.
        var attempts = 0
    }

    /// Most instances that wait.
    public static let maximumEntries = 10_000
    /// Most that wait only with what clients will say again; the rest of the room is for orders and cancels.
    public static let maximumClaims = 7_500
    /// Most items in one call, as a genuine server sends.
    public static let maximumItems = 250
    static let maximumKnown = 100_000
    static let maximumAttempts = 3
    /// Pause after a peer had no time, in milliseconds.
    static let busyPause: Int64 = 1000
    /// First pause after a peer could not be reached; doubles up to ``longestPause``.
    static let firstPause: Int64 = 100
    static let longestPause: Int64 = 10_000

    /// How many items the peer took.
    public internal(set) var delivered = 0
    /// How many entries were given up: expired, without room, or refused.
    public internal(set) var dropped = 0
    var entries: [InstanceKey: Entry] = [:]
    private var order: [InstanceKey] = []
    private var due: EpochMilliseconds = .max
    var pausedUntil: EpochMilliseconds = .min
    var failures = 0
    private var isUnderWay = false
    /// Instances the peer has shown to know since it was told of them. A heartbeat of any other is sent as a
    /// registration: that is how a peer that was away, or that this registry does not know yet, gets everything.
    var confirmed: Set<InstanceKey> = []
    /// The order that the peer holds for an instance as far as is known here, UNKNOWN for none.
    var told: [InstanceKey: EurekaStatus] = [:]

    /// Nothing to tell yet.
    public init() {}

    /// How many instances wait.
    public var count: Int { entries.count }

    // MARK: What happened here

    /// Something happened here, by the word of a client or of an operator.
    public mutating func note(_ change: PeerChange, of key: InstanceKey, now: EpochMilliseconds) {
        if var entry = entries[key] {
            entry.needs = change == .cancelled ? .cancel : entry.needs.union(change.need)
            entry.expiry = max(entry.expiry, now + change.lifetime)
            entry.attempts = 0
            entries[key] = entry
            // Behind what was ordered for others before: a color is disabled after the other one is enabled.
            if change == .ordered {
                order.removeAll { $0 == key }
                order.append(key)
            }
        } else {
            let isClaim = change == .registered || change == .renewed
            guard entries.count < (isClaim ? Self.maximumClaims : Self.maximumEntries) else { return drop(key) }
            entries[key] = Entry(key: key, needs: change.need, expiry: now + change.lifetime)
            order.append(key)
        }
        due = min(due, now + change.patience)
    }

    /// An order came from the peer itself: it needs not hear of it.
    public mutating func heard(_ order: EurekaStatus, of key: InstanceKey) {
        if told[key] != nil { told[key] = order }
    }

    /// Everything is to go at once, without regard to pauses: the end is near.
    public mutating func hurry() {
        pausedUntil = .min
        due = .min
    }

    // MARK: What to send

    /// What to send now, in this order; nil when it is not time. Whoever takes it calls ``settle(_:_:now:)``.
    public mutating func next(now: EpochMilliseconds) -> [Entry]? {
        guard !isUnderWay, now >= pausedUntil, !order.isEmpty else { return nil }
        guard now >= due || order.count >= Self.maximumItems else { return nil }
        var taken: [Entry] = []
        var items = 0
        var passed = 0
        for key in order {
            guard let entry = entries[key], entry.expiry > now else {
                entries[key] = nil
                drop(key)
                passed += 1
                continue
            }
            let isHeartbeat = entry.needs == .heartbeat && confirmed.contains(key)
            items += isHeartbeat ? 1 : 2
            guard items <= Self.maximumItems else { break }
            taken.append(entry)
            entries[key] = nil
            passed += 1
        }
        order.removeFirst(passed)
        due = order.isEmpty ? .max : now
        guard !taken.isEmpty else { return nil }
        isUnderWay = true
        return taken
    }

    // MARK: What became of it

    /// A batch is over; what is to be sent again is put in front, as far as nothing newer has been noted.
    mutating func finish(putBack entries: [Entry], now: EpochMilliseconds) {
        isUnderWay = false
        var front: [InstanceKey] = []
        for entry in entries {
            if var newer = self.entries[entry.key] {
                newer.needs.formUnion(entry.needs)
                newer.expiry = max(newer.expiry, entry.expiry)
                self.entries[entry.key] = newer
            } else {
                self.entries[entry.key] = entry
                front.append(entry.key)
            }
        }
        order.insert(contentsOf: front, at: 0)
        if !entries.isEmpty { due = min(due, now) }
    }

    mutating func confirm(_ key: InstanceKey) {
        if confirmed.count >= Self.maximumKnown { confirmed.removeAll() }
        confirmed.insert(key)
    }

    mutating func note(told order: EurekaStatus, of key: InstanceKey) {
        if told.count >= Self.maximumKnown { told.removeAll() }
        told[key] = order
    }

    mutating func forget(_ key: InstanceKey) {
        confirmed.remove(key)
        told[key] = nil
    }

    /// Gives up telling of an instance; its next heartbeat tells everything again.
    mutating func drop(_ key: InstanceKey) {
        dropped += 1
        confirmed.remove(key)
    }
}
