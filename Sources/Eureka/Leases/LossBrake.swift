/// Keeps a registry from believing that a large part of it died at once: more likely the network between it and them did.
///
/// A few losses are believed at once. More than ``share`` of all instances within ``window`` is a mass loss: then nobody
/// more is taken out until enough of them are heard of again. If others renew all the while, those missing are believed
/// to be gone after ``patience``; if nobody renews at all, the registry is the one that is cut off, and keeps everybody.
/// Somebody who knows better can ``release()`` it.
public struct LossBrake: Hashable, Sendable {
    /// The part of all instances that may be lost within the window; one instance always may.
    public static let share = 0.3
    /// How long a loss counts, in milliseconds.
    public static let window: EpochMilliseconds = 300_000
    /// How long those missing are held, in milliseconds, while others renew.
    public static let patience: EpochMilliseconds = 600_000
    /// How long ago somebody must have renewed for the registry not to be cut off, in milliseconds.
    static let hearing: EpochMilliseconds = 60_000

    /// How many instances are held although their lease ran out; 0 when the brake is off.
    public private(set) var held = 0
    /// When it began to hold; nil when it does not.
    public private(set) var since: EpochMilliseconds?
    private var losses: [Loss] = []
    /// When those held were looked at last.
    private var judged: EpochMilliseconds = 0
    /// Those that ran out until then are believed to be gone, since somebody said so.
    private var releasedUntil: EpochMilliseconds?

    private struct Loss: Hashable {
        var time: EpochMilliseconds
        var count: Int
    }

    /// A brake that is off.
    public init() {}

    /// Which of the expired may be taken out now.
    ///
    /// - Parameters:
    ///   - expired: In the order of their deadlines.
    ///   - total: How many instances there are, the expired ones included.
    ///   - lastHeard: When anybody renewed or registered last.
    public mutating func admit(
        _ expired: [ExpiredLease],
        total: Int,
        lastHeard: EpochMilliseconds,
        now: EpochMilliseconds
    ) -> [ExpiredLease] {
        let released = expired.prefix { $0.deadline <= releasedUntil ?? .min }
        releasedUntil = nil
        judged = now
        let admitted = judge(Array(expired.dropFirst(released.count)), total: total - released.count, lastHeard, now)
        return released + admitted
    }

    /// Somebody who has looked says that those held are gone: the next look takes them out, and they are no loss that
    /// counts against later ones. What runs out afterwards is judged as ever.
    ///
    /// - Returns: How many are held at most; fewer if some renew in time. 0 when nothing is held, and nothing is released.
    public mutating func release() -> Int {
        guard held > 0 else { return 0 }
        releasedUntil = judged
        losses = []
        return held
    }

    private mutating func judge(
        _ expired: [ExpiredLease], total: Int, _ lastHeard: EpochMilliseconds, _ now: EpochMilliseconds
    ) -> [ExpiredLease] {
        losses.removeAll { $0.time <= now - Self.window }
        let lost = losses.reduce(0) { $0 + $1.count }
        let allowed = max(1, Int(Double(total + lost) * Self.share))
        var admitted = expired
        if lost + expired.count > allowed {
            let isHearing = now - lastHeard <= Self.hearing && expired.count < total
            admitted = isHearing ? expired.filter { $0.deadline + Self.patience <= now } : []
        }
        held = expired.count - admitted.count
        since = held > 0 ? since ?? now : nil
        // Those believed only after the patience are no fresh loss.
        let fresh = admitted.count { $0.deadline + Self.patience > now }
        if fresh > 0 { losses.append(Loss(time: now, count: fresh)) }
        return admitted
    }
}
