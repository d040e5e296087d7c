import Logging

/// Waits until an instance has finished what it was given, at most for its time.
struct Drain: Sendable {
    let limit: Duration
    let readerCache: Duration?
    /// Nil where nobody knows what it has in hand: then its time is given in full.
    let meter: InFlightMeter?
    let links: [RegistryLink]
    let logger: Logger

    private static let interval: Duration = .milliseconds(200)

    func run() async {
        let isDone = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await waitUntilDone() }
            group.addTask {
                try? await Task.sleep(for: limit, clock: .continuous)
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            return first
        }
        guard !Task.isCancelled else { return }
        if isDone {
            logger.notice("Drained: every reader knows, and nothing is in hand")
        } else {
            let count = try? await meter?.count()
            logger.notice(
                "Time to drain is over",
                metadata: [LogKeys.drain: "\(limit)", LogKeys.inFlight: "\(count.map(String.init) ?? "unknown")"])
        }
    }

    /// Ends only when everything is known to be done.
    private func waitUntilDone() async -> Bool {
        var progress = DrainProgress(readerCache: readerCache)
        let start = ContinuousClock.now
        while let meter, !Task.isCancelled {
            let inFlight = try? await meter.count()
            let readers = await standing()
            if progress.isOver(inFlight: inFlight, readers: readers, at: start.duration(to: .now)) { return true }
            try? await Task.sleep(for: Self.interval, clock: .continuous)
        }
        try? await Task.sleep(for: limit, clock: .continuous)
        return false
    }

    private func standing() async -> ReaderStanding {
        guard !links.isEmpty else { return .unknown }
        var standing = ReaderStanding.seen(onlyGateways: true)
        for link in links {
            standing = standing.and(await link.readerStanding())
            if standing == .unknown { break }
        }
        return standing
    }
}
