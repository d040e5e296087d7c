import Eureka
import NIOConcurrencyHelpers

/// What the tasks of a gateway share: the machine, and the bells that wake them.
final class GatewayBoard: ListingBoard {
    private let machine: NIOLockedValueBox<GatewayMachine>
    private let listed = Bell()
    private let acknowledged = Bell()

    init(_ machine: GatewayMachine) {
        self.machine = NIOLockedValueBox(machine)
    }

    var acknowledgement: Acknowledgement? { machine.withLockedValue { $0.acknowledgement } }

    func read<Value>(_ body: (GatewayMachine) -> Value) -> Value { machine.withLockedValue { body($0) } }

    func take(_ listing: Listing) {
        machine.withLockedValue { $0.take(listing) }
        listed.ring()
    }

    func note(refusal: String?) { machine.withLockedValue { $0.refusal = refusal } }

    /// Makes a pass; who waits for another acknowledgement is woken when there is one.
    func pass(_ reading: ProxyReading?, file: String?, now: Duration) -> GatewayPass {
        let (pass, isNew) = machine.withLockedValue { machine in
            let before = machine.acknowledgement
            let pass = machine.pass(reading, file: file, now: now)
            return (pass, machine.acknowledgement != before)
        }
        if isNew { acknowledged.ring() }
        return pass
    }

    /// Returns after `pause`, or as soon as there is a new listing: true.
    @discardableResult
    func awaitListing(atMost pause: Duration) async -> Bool { await listed.wait(atMost: pause) }

    func awaitAcknowledgement(otherThan told: Acknowledgement?) async {
        while !Task.isCancelled, acknowledgement == told { await acknowledged.wait(atMost: .seconds(1)) }
    }
}
