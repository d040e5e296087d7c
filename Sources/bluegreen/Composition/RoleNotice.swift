import Telemetry

/// What a role tells systemd of itself.
struct RoleNotice: Sendable {
    /// Whether the start is over.
    let isReady: @Sendable () async -> Bool
    /// One line for people.
    let status: @Sendable () async -> String
    /// Whether the role's main loop has gone round within that time.
    let isAlive: @Sendable (Duration) async -> Bool

    /// Goes by the health checks: ready once those named are among them and all pass.
    static func health(_ health: HealthChecks, needing names: [String]) -> RoleNotice {
        RoleNotice(
            isReady: {
                let report = await health.report()
                return report.isReady && names.allSatisfy(report.checked.contains)
            },
            status: {
                let report = await health.report()
                return report.isReady ? "ready" : "failing: \(report.failing.joined(separator: ", "))"
            },
            // Asked from the same tasks and threads as everything else of the role: an answer is the proof.
            isAlive: { _ in
                _ = await health.report()
                return true
            })
    }
}
