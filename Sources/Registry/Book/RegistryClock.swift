import Eureka
import Foundation

/// Wall-clock time that never jumps: taken once, then advanced by a clock that also runs while the machine is suspended.
///
/// A step of the system's clock must not expire every lease.
struct RegistryClock: Sendable {
    private let start = ContinuousClock.now
    private let epoch = EpochMilliseconds(Date().timeIntervalSince1970 * 1000)

    var now: EpochMilliseconds {
        let elapsed = start.duration(to: .now).components
        return epoch + elapsed.seconds * 1000 + elapsed.attoseconds / 1_000_000_000_000_000
    }
}
