import Eureka
import NIOConcurrencyHelpers

extension RegistryBook {
    /// - Returns: False when too many gateways report already.
    func take(_ report: GatewayReport) -> Bool {
        let now = clock.now
        return state.withLockedValue { $0.gateways.take(report, now: now) }
    }

    var gatewayReports: GatewayReports {
        let now = clock.now
        return GatewayReports(gateways: state.withLockedValue { $0.gateways.reports(now: now) })
    }
}
