import Eureka
import NIOCore
import RolloutCore

/// One managed instance as the registry lists it, in the proxy's terms.
struct ListedServer: Hashable, Sendable {
    /// What the proxy calls it.
    var name: String
    var color: Color
    /// `address:port`, as the proxy shows it.
    var address: String
    /// Its share of the requests; 1 unless its metadata `weight` says otherwise.
    var weight = 1
    var status: EurekaStatus
    /// When the registry last changed anything of it, by the registry's clock.
    var changed: EpochMilliseconds = 0

    /// HAProxy's largest weight.
    static let heaviest = 256
}

extension ListedServer {
    /// Nil for an instance without a color, which is nobody's to switch, and for one that registered no IP address.
    init?(_ instance: InstanceInfo) {
        guard let color = instance.color.flatMap({ Color(rawValue: $0) }) else { return nil }
        let port = instance.port.isEnabled || !instance.securePort.isEnabled ? instance.port : instance.securePort
        guard let address = Self.address(instance.ipAddress, port.number) else { return nil }
        self.init(
            name: ServerName.encode(instance.effectiveID), color: color, address: address,
            weight: instance.metadata["weight"].flatMap { Int($0) }.map { min(max($0, 1), Self.heaviest) } ?? 1,
            status: instance.status, changed: instance.lastUpdatedTimestamp)
    }

    /// Names are not resolved: HAProxy does so when it starts, but not at runtime.
    private static func address(_ text: String, _ port: Int) -> String? {
        guard let address = try? SocketAddress(ipAddress: text, port: port), let ip = address.ipAddress else {
            return nil
        }
        return ip.contains(":") ? "[\(ip)]:\(port)" : "\(ip):\(port)"
    }
}
