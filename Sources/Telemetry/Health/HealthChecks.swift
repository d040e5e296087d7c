public import Logging
import NIOConcurrencyHelpers

/// What has to work for this process to be of use, asked whenever somebody wants to know.
///
/// Checks run side by side, each within its own deadline. Why one fails is logged (once, until it changes); whoever asks
/// over HTTP learns only its name. At most ``limit`` checks.
public final class HealthChecks: Sendable {
    /// Checks one process may have.
    public static let limit = 64

    private let checks = NIOLockedValueBox<[HealthCheck]>([])
    private let reasons = NIOLockedValueBox<[String: String]>([:])
    private let clock: any Clock<Duration>
    private let logger: Logger

    /// Makes a list without checks, which is ready.
    public init(clock: any Clock<Duration> = ContinuousClock(), logger: Logger) {
        self.clock = clock
        self.logger = logger
    }

    /// Adds a check; a check of the same name is replaced.
    ///
    /// - Parameters:
    ///   - name: shown to whoever asks: lower case, no secrets.
    ///   - deadline: after it the check is cancelled and counts as failing, so it must heed cancellation.
    ///   - body: throws when the thing does not work; the error is only logged.
    public func add(
        _ name: String,
        deadline: Duration = .seconds(1),
        _ body: @escaping @Sendable () async throws -> Void
    ) {
        checks.withLockedValue { checks in
            checks.removeAll { $0.name == name }
            precondition(checks.count < Self.limit, "More health checks than one process may have")
            checks.append(HealthCheck(name: name, deadline: deadline, body: body))
        }
    }

    /// Runs every check and says which failed.
    public func report() async -> HealthReport {
        let checks = checks.withLockedValue { $0 }
        let clock = clock
        let failures = await withTaskGroup(of: (String, String?).self) { group in
            for check in checks {
                group.addTask { (check.name, await check.failure(clock: clock)) }
            }
            var failures: [String: String] = [:]
            for await (name, failure) in group {
                failures[name] = failure
            }
            return failures
        }
        logChanges(to: failures)
        return HealthReport(checked: checks.map(\.name).sorted(), failing: failures.keys.sorted())
    }

    private func logChanges(to failures: [String: String]) {
        let before = reasons.withLockedValue { reasons in
            let before = reasons
            reasons = failures
            return before
        }
        for (name, reason) in failures.sorted(by: { $0.key < $1.key }) where before[name] != reason {
            logger.warning("Health check failing", metadata: ["check": "\(name)", "reason": "\(reason)"])
        }
        for name in before.keys.sorted() where failures[name] == nil {
            logger.notice("Health check passing again", metadata: ["check": "\(name)"])
        }
    }
}
