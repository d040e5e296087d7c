import NIOConcurrencyHelpers

/// When anything was last done well under this leadership, for whichever app: one app that fails says nothing of its
/// leader, all of them at once do.
final class SharedPatience: Sendable {
    /// A leader that gets nothing done for this long lets another one try.
    static let limit: Duration = .seconds(30)

    private let success = NIOLockedValueBox<ContinuousClock.Instant>(.now)

    func succeeded() { success.withLockedValue { $0 = .now } }

    var isOver: Bool { ContinuousClock.now - success.withLockedValue { $0 } >= Self.limit }
}
