import Logging
import Metrics
import NIOConcurrencyHelpers
import NIOCore

/// What the connections of one listener have in common: their deadlines, who has how many, and what was cut.
struct ConnectionGuard: Sendable {
    /// Why a connection was closed.
    enum Reason: String, CaseIterable {
        /// Its request did not arrive in time.
        case request
        /// Its answer was not taken in time.
        case answer
        /// Its address has too many.
        case address
    }

    /// How long a request may take to arrive, from its first byte to its last.
    let requestDeadline: TimeAmount
    /// How long a connection may stay silent between requests, and the client may take to make room for more of an answer.
    let idleDeadline: TimeAmount
    private let counts: NIOLockedValueBox<AddressCounts>
    private let counters: [Reason: Counter]
    private let logger: Logger
    private let lines = NIOLockedValueBox(LineInterval())

    init(_ configuration: RegistryServer.Configuration, metrics: any MetricsFactory, logger: Logger) {
        requestDeadline = TimeAmount(configuration.requestTimeout)
        idleDeadline = TimeAmount(configuration.idleTimeout)
        counts = NIOLockedValueBox(AddressCounts(limit: configuration.connectionsPerAddress))
        var counters: [Reason: Counter] = [:]
        for reason in Reason.allCases {
            let counter = Counter(
                label: RegistryMetric.cutConnections.rawValue, dimensions: [("reason", reason.rawValue)],
                factory: metrics)
            counter.increment(by: 0)
            counters[reason] = counter
        }
        self.counters = counters
        self.logger = logger
    }

    /// Counts a connection until it is closed; false when its address has as many as it may.
    func admit(_ channel: any Channel) -> Bool {
        guard let address = channel.remoteAddress?.ipAddress else { return true }
        guard counts.withLockedValue({ $0.admit(address) }) else {
            note(.address, channel)
            return false
        }
        channel.closeFuture.whenComplete { [counts] _ in counts.withLockedValue { $0.left(address) } }
        return true
    }

    func note(_ reason: Reason, _ channel: any Channel) {
        counters[reason]?.increment()
        guard let unsaid = lines.withLockedValue({ $0.unsaidBefore(.now) }) else { return }
        var metadata: Logger.Metadata = [
            LogKeys.address: "\(channel.remoteAddress?.ipAddress ?? "unknown")", "reason": "\(text(reason))",
        ]
        if unsaid > 0 { metadata[LogKeys.count] = "\(unsaid)" }
        logger.warning("A connection was cut", metadata: metadata)
    }

    private func text(_ reason: Reason) -> String {
        switch reason {
        case .request: "its request did not arrive within \(requestDeadline.nanoseconds / 1_000_000) ms"
        case .answer: "its answer was not taken within \(idleDeadline.nanoseconds / 1_000_000) ms"
        case .address:
            "its address has \(counts.withLockedValue(\.limit)) connections already; registry.connectionsPerAddress allows more"
        }
    }
}
