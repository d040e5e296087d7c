/// Wakes the passes and probers of all apps at their times.
struct Alarms: Sendable {
    let table: AppTable

    /// Waits are told in steps of this: what is waited for is seconds away.
    static let granularity: Duration = .milliseconds(100)

    func run() async {
        while !Task.isCancelled {
            let now = ContinuousClock.now
            for app in table.apps {
                app.alarm.ring(at: now)
                app.probing.ring(at: now)
            }
            try? await Task.sleep(for: Self.granularity)
        }
    }
}
