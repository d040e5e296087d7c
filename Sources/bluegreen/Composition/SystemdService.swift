import ServiceLifecycle
import Telemetry

/// Tells systemd when a role is ready, how it stands, that it is alive, and that it ends. List it last: it is asked to end
/// first, and so says it when the others begin to.
struct SystemdService: Service {
    let notifier: SystemdNotifier
    let notice: RoleNotice
    /// How long the others may take to end.
    let shutdownLimit: Duration

    private static let startInterval: Duration = .milliseconds(100)
    private static let statusInterval: Duration = .seconds(5)

    func run() async throws {
        await cancelWhenGracefulShutdown { await tell() }
        notifier.send(.stopping(within: shutdownLimit), .status("stopping"))
    }

    private func tell() async {
        let patience = notifier.watchdogInterval.map { $0 / 3 } ?? Self.statusInterval
        var isReady = false
        var lastStatus: String?
        while !Task.isCancelled {
            if !isReady, await notice.isReady() {
                isReady = true
                notifier.send(.ready)
            }
            let status = await notice.status()
            if status != lastStatus { notifier.send(.status(status)) }
            lastStatus = status
            if let limit = notifier.watchdogInterval, await notice.isAlive(limit) { notifier.send(.alive) }
            let interval = isReady ? min(patience, Self.statusInterval) : Self.startInterval
            try? await Task.sleep(for: interval, clock: .continuous)
        }
    }
}
