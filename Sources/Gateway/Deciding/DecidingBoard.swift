import Eureka
import NIOConcurrencyHelpers
import RolloutCore

/// What follower and listener of a deciding gateway share: the machine under its lock, and the clock it is read by.
final class DecidingBoard: ListingBoard {
    private let machine: NIOLockedValueBox<DecidingMachine>
    private let changed: @Sendable (DecidingMachine) -> Void
    private let listed = Bell()
    private let start = ContinuousClock.now

    /// - Parameter changed: told after each listing.
    init(_ machine: DecidingMachine, changed: @escaping @Sendable (DecidingMachine) -> Void) {
        self.machine = NIOLockedValueBox(machine)
        self.changed = changed
    }

    private var now: Duration { start.duration(to: .now) }

    var acknowledgement: Acknowledgement? {
        let now = now
        return machine.withLockedValue { $0.acknowledgement(now: now) }
    }

    func read<Value>(_ body: (DecidingMachine) -> Value) -> Value { machine.withLockedValue { body($0) } }

    func take(_ listing: Listing) {
        let now = now
        let machine = machine.withLockedValue { machine in
            machine.take(listing, now: now)
            return machine
        }
        changed(machine)
        listed.ring()
    }

    func awaitAcknowledgement(otherThan told: Acknowledgement?) async {
        while !Task.isCancelled, acknowledgement == told {
            let now = now
            let next = machine.withLockedValue { $0.nextChange(now: now) }
            await listed.wait(atMost: next.map { min($0 - now, Self.longestPause) } ?? Self.longestPause)
        }
    }

    private static let longestPause: Duration = .seconds(1)
}
