import Hummingbird
import Logging
import Metrics
import NIOConcurrencyHelpers

/// Counts every request that was refused for its credentials, and logs one of them now and then.
struct RefusalLog: Sendable {
    enum Reason {
        case stranger
        case busy
        case missing(Right.Kind, Principal)
    }

    private let logger: Logger
    private let strangers: Counter
    private let denials: Counter
    private let overload: Counter
    private let lines = NIOLockedValueBox(LineInterval())

    init(logger: Logger, metrics: any MetricsFactory) {
        func counter(_ reason: String) -> Counter {
            let counter = Counter(
                label: RegistryMetric.refusedRequests.rawValue, dimensions: [("reason", reason)], factory: metrics)
            counter.increment(by: 0)
            return counter
        }
        self.logger = logger
        strangers = counter("credentials")
        denials = counter("right")
        overload = counter("busy")
    }

    /// The name that a stranger gives is not logged: it may be a password in the wrong place.
    func note(_ reason: Reason, _ method: HTTPRequest.Method, _ context: RegistryRequestContext) {
        var metadata: Logger.Metadata = [
            LogKeys.address: "\(context.remoteAddress)", "method": "\(method)",
            "path": "\(context.endpointPath ?? "unknown")",
        ]
        switch reason {
        case .stranger:
            strangers.increment()
            metadata["reason"] = "no or wrong credentials"
        case .busy:
            overload.increment()
            metadata["reason"] = "too many unknown credentials at once"
        case .missing(let kind, let principal):
            denials.increment()
            metadata["reason"] = "\(principal.name) has not the right \(kind.rawValue)"
        }
        guard let unsaid = lines.withLockedValue({ $0.unsaidBefore(.now) }) else { return }
        if unsaid > 0 { metadata[LogKeys.count] = "\(unsaid)" }
        logger.warning("A request was refused", metadata: metadata)
    }
}
