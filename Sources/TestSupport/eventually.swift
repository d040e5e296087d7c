/// A fact that did not come true in time.
public struct NeverTrue: Error, CustomStringConvertible {
    let deadline: Duration
    let fact: String
    let last: String?

    /// What was waited for, how long and what went wrong last.
    public var description: String {
        "not within \(deadline): \(fact)" + (last.map { "; last: \($0)" } ?? "")
    }
}

/// Looks at a fact again and again until it is true; fails when it is not before the deadline.
///
/// What `fact` throws counts as "not yet".
public func eventually(
    within deadline: Duration = .seconds(20),
    _ description: String = "the fact",
    _ fact: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + deadline
    var last: String?
    repeat {
        do {
            if try await fact() { return }
        } catch {
            last = "\(error)"
        }
        try await Task.sleep(for: .milliseconds(20), clock: .continuous)
    } while ContinuousClock.now < end
    throw NeverTrue(deadline: deadline, fact: description, last: last)
}
