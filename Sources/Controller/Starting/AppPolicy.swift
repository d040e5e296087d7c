public import RolloutCore

/// What the rollouts of one app keep to, and when they may begin.
public struct AppPolicy: Hashable, Sendable {
    /// What a rollout begins with, and keeps to until its end.
    public var rollout: RolloutPolicy
    /// When rollouts may begin; at any time when there are none.
    public var windows: [RolloutWindow]
    /// Whether none begins while the loss of one more member of the ensemble would stop it midway.
    public var needsMargin: Bool

    /// A policy; whatever is not given is as a policy is by default.
    public init(rollout: RolloutPolicy = RolloutPolicy(), windows: [RolloutWindow] = [], needsMargin: Bool = true) {
        self.rollout = rollout
        self.windows = windows
        self.needsMargin = needsMargin
    }

    /// Why no rollout may begin now because of the time; nil when one may.
    public func closure(at now: Timestamp) -> String? {
        guard let next = nextWindow(at: now) else { return nil }
        return "outside its windows: the next one opens on \(next.window.written(next.opening))"
    }

    /// The window that opens first; nil while one is open, and when there are none.
    func nextWindow(at now: Timestamp) -> (window: RolloutWindow, opening: Timestamp)? {
        guard !windows.contains(where: { $0.isOpen(at: now) }) else { return nil }
        return windows.map { ($0, $0.nextOpening(from: now)) }.min { $0.1 < $1.1 }
    }
}
