import NIOConcurrencyHelpers

/// How long a leader may still act without having heard from ZooKeeper.
///
/// Measured by a clock that goes on while the machine is suspended. Every answered heartbeat extends it to the time the
/// heartbeat was *sent* plus two thirds of the session timeout; no other session can lead before that has passed, for a
/// timeout of three server ticks or more. The first lease, right after the election, is half the timeout.
package final class Lease: Sendable {
    private struct State {
        var validUntil: ContinuousClock.Instant
        var isRevoked = false
    }

    private let state: NIOLockedValueBox<State>
    /// Session timeout the lease is derived from.
    package let timeout: Duration

    package init(electedAt sent: ContinuousClock.Instant, timeout: Duration) {
        self.timeout = timeout
        state = NIOLockedValueBox(State(validUntil: sent + timeout / 2))
    }

    package var heartbeatInterval: Duration { timeout / 6 }
    package var validUntil: ContinuousClock.Instant { state.withLockedValue { $0.validUntil } }

    /// Whether it holds at `now` for `margin` longer.
    package func holds(for margin: Duration, at now: ContinuousClock.Instant = .now) -> Bool {
        state.withLockedValue { !$0.isRevoked && now + margin < $0.validUntil }
    }

    /// Takes note of a heartbeat that was answered; one that comes after the lease has lapsed does not revive it.
    package func extend(sentAt sent: ContinuousClock.Instant, now: ContinuousClock.Instant = .now) {
        state.withLockedValue { state in
            guard !state.isRevoked, now < state.validUntil else { return }
            state.validUntil = max(state.validUntil, sent + timeout * 2 / 3)
        }
    }

    package func revoke() {
        state.withLockedValue { $0.isRevoked = true }
    }
}
