import Eureka
import NIOConcurrencyHelpers

/// This registry as an instance of its peers, which show it as an available replica then.
///
/// They find it by the app they use for themselves, and by the host in the address they have for it.
final class OwnInstance: Sendable {
    private let app: String
    private let host: String
    private let state = NIOLockedValueBox<(key: InstanceKey, instance: InstanceInfo?)?>(nil)

    init(app: String, host: String) {
        self.app = app.uppercased()
        self.host = host
    }

    /// Nil until it listens.
    var key: InstanceKey? { state.withLockedValue { $0?.key } }

    /// Nil before it listens, and once it leaves.
    var instance: InstanceInfo? { state.withLockedValue { $0?.instance } }

    func listening(port: Int, now: EpochMilliseconds) {
        let id = "\(host):\(app.lowercased()):\(port)"
        var instance = InstanceInfo(app: app, id: id, hostName: host, ipAddress: host, port: port)
        instance.isCoordinatingDiscoveryServer = true
        instance.lastDirtyTimestamp = now
        instance.lastUpdatedTimestamp = now
        let listed = instance
        state.withLockedValue { $0 = (InstanceKey(app: app, id: id), listed) }
    }

    func leave() {
        state.withLockedValue { $0?.instance = nil }
    }
}
