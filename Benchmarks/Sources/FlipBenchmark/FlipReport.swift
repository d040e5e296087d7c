import Measuring

/// What one switch cost, flip by flip.
struct FlipReport {
    /// One status change, until the next one was sent.
    struct Flip {
        let period: Duration
        let change: Duration
        let readBack: Duration

        /// What is neither the registry's answer to the change nor to the reading back of it.
        var own: Duration { period - change - readBack }
    }

    let flips: [Flip]
    private let listings: [Duration]

    init(_ exchanges: [ExchangeLog.Exchange]) {
        var changes: [(at: ContinuousClock.Instant, answer: Duration, readBack: Duration)] = []
        var listings: [Duration] = []
        for exchange in exchanges {
            switch exchange.request {
            case .change: changes.append((exchange.start, exchange.answerTime, .zero))
            case .readBack: if !changes.isEmpty { changes[changes.count - 1].readBack += exchange.answerTime }
            case .listing: listings.append(exchange.answerTime)
            case .other: break
            }
        }
        flips = zip(changes, changes.dropFirst()).map { change, next in
            Flip(period: next.at - change.at, change: change.answer, readBack: change.readBack)
        }
        self.listings = listings
    }

    /// Prints the table.
    ///
    /// - Parameter commits: for each flip, what a transaction of its record's size takes.
    func tell(commits: [Duration]) -> [Verdict] {
        var table = Table("\(flips.count) flips, ms", "median", "p99")
        func row(_ name: String, _ values: [Duration]) {
            let quantiles = Quantiles(values)
            table.add(name, (quantiles.p50 / 1000).rounded(to: 2), (quantiles.p99 / 1000).rounded(to: 2))
        }
        let withoutCommit = zip(flips, commits).map { $0.own - $1 }
        row("from one status change to the next", flips.map(\.period))
        row("registry: answer to the change", flips.map(\.change))
        row("registry: answer to the reading back", flips.map(\.readBack))
        row("controller, beyond the registry's answers", flips.map(\.own))
        row("… first 100 flips", flips.prefix(100).map(\.own))
        row("… last 100 flips", flips.suffix(100).map(\.own))
        row("ZooKeeper: a transaction of the same size", commits)
        row("controller, beyond registry and ZooKeeper", withoutCommit)
        if !listings.isEmpty { row("registry: listing, asked for every second (\(listings.count))", listings) }
        print("\(table)\n")
        let own = Quantiles(flips.map(\.own)).p50 / 1000
        return [Verdict("the controller's own cost of a flip, median,", own, "ms", .atMost(5))]
    }
}
