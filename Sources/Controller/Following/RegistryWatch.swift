import Eureka
import Logging
import RolloutCore

/// Keeps what one registry says of all apps up to date: one call asks for news of any of them, and only then is each app
/// asked for. A genuine Eureka, which tells no news, is asked for each app over and over.
struct RegistryWatch: Sendable {
    let client: EurekaClient
    /// The registry's place among those of each app.
    let index: Int
    let table: AppTable
    let interval: Duration
    let logger: Logger

    /// How many apps are asked for at once.
    static let concurrency = 8
    /// The least that is waited for news: it is told in whole seconds.
    static let shortest: Duration = .seconds(1)
    /// Changes that come this close together are looked at together, as of many instances that start.
    static let gathering: Duration = .milliseconds(5)

    func run() async {
        var known: Int64 = -1
        var said: String?
        while !Task.isCancelled {
            let moment = ContinuousClock.now
            do throws(EurekaError) {
                let patience = max(interval, Self.shortest)
                let news = try await client.revision(beyond: known, within: patience)
                said = nil
                guard let revision = news else {
                    await poll()
                    continue
                }
                known = revision
                await catchUp(with: revision, askedAt: moment)
            } catch {
                switch error.code {
                case .connection, .timedOut:
                    if said != error.message { say(error) }
                    said = error.message
                    for app in table.apps { app.followers[index].fail(error, isSaid: true) }
                    try? await Task.sleep(for: min(interval, .seconds(1)))
                // It may be the watch alone that it does not grant.
                default: await poll()
                }
            }
        }
    }

    /// Once for all apps.
    private func say(_ error: EurekaError) {
        logger.warning(
            "A registry cannot be asked",
            metadata: [LogKeys.registry: "\(client)", LogKeys.error: "\(error.message)"])
    }

    private func poll() async {
        await refresh(table.apps.map { $0.followers[index] }, at: nil)
        try? await Task.sleep(for: interval)
    }

    /// Until every app is known to be that new; none is asked for more than once an interval.
    private func catchUp(with revision: Int64, askedAt moment: ContinuousClock.Instant) async {
        var pause = Self.gathering
        repeat {
            try? await Task.sleep(for: pause)
            var due: [RegistryFollower] = []
            var next: ContinuousClock.Instant?
            for app in table.apps {
                let registry = app.board.read { $0.registries[index] }
                let end = registry.listedAt.map { $0 + interval } ?? moment
                if registry.isCurrent(at: revision) {
                    app.followers[index].confirm(askedAt: moment)
                } else if end <= .now {
                    due.append(app.followers[index])
                } else {
                    next = min(next ?? end, end)
                }
            }
            await refresh(due, at: revision)
            guard let next else { return }
            pause = max(next - .now, Self.gathering)
        } while !Task.isCancelled
    }

    private func refresh(_ followers: [RegistryFollower], at revision: Int64?) async {
        await withDiscardingTaskGroup { group in
            for lane in 0..<min(Self.concurrency, followers.count) {
                group.addTask {
                    for position in stride(from: lane, to: followers.count, by: Self.concurrency) {
                        guard !Task.isCancelled else { return }
                        await followers[position].refresh(at: revision)
                    }
                }
            }
        }
    }
}
