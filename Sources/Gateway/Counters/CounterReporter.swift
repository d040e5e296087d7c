import Eureka
import Foundation
import Logging
import RolloutCore

/// Tells a registry what the gateway has counted, so that leaders judge rollouts by it and keep it in their history.
///
/// A registry that does not answer costs nothing but the report: totals are told, not differences.
struct CounterReporter: Sendable {
    /// What was counted, and when.
    struct Count: Sendable {
        var apps: [AppCounters]
        var processID: Int
        var at: EpochMilliseconds
    }

    let name: String
    let clients: [EurekaClient]
    let count: @Sendable () -> Count?
    let logger: Logger
    /// Another one after each start, which counts from nothing.
    let run = UUID().uuidString

    /// Between two reports; only what was counted anew is told.
    static let interval: Duration = .seconds(1)

    func report() async {
        var index = 0
        var told: EpochMilliseconds = 0
        var said: String?
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.interval, clock: .continuous)
            guard let count = count(), count.at > told else { continue }
            do throws(EurekaError) {
                try await clients[index].put(report(of: count))
                told = count.at
                said = nil
            } catch {
                guard !Task.isCancelled else { return }
                if said != error.message {
                    logger.info(
                        "The registry takes no counts",
                        metadata: [LogKeys.registry: "\(clients[index])", LogKeys.reason: "\(error.message)"])
                }
                said = error.message
                index = (index + 1) % clients.count
            }
        }
    }

    func report(of count: Count) -> GatewayReport {
        var apps: [String: [String: GatewayCounters]] = [:]
        for app in count.apps.prefix(GatewayReport.appLimit) {
            apps[app.app] = Dictionary(
                uniqueKeysWithValues: Color.allCases.map { ($0.rawValue, GatewayCounters(app.colors[$0])) })
        }
        return GatewayReport(name: name, run: run, at: count.at, processID: Int64(count.processID), apps: apps)
    }
}

extension GatewayCounters {
    /// What no instance answered was a request too: HAProxy counts it at the server only as an error.
    init(_ counted: BackendCounters) {
        let unanswered = counted.connectionErrors + counted.responseErrors
        self.init(
            requests: Int64(counted.requests + unanswered),
            failedResponses: Int64(counted.serverErrors + counted.responseErrors),
            connectionErrors: Int64(counted.connectionErrors), retries: Int64(counted.retries + counted.redispatches),
            cutSessions: Int64(counted.cutSessions), responseMilliseconds: Int64(counted.responseMilliseconds),
            timedResponses: Int64(counted.requests))
    }
}
