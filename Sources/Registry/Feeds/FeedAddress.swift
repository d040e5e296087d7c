import Eureka
import NIOCore

/// Where an instance takes requests, as feeds tell it.
struct FeedAddress: Hashable, Sendable {
    let host: String
    let port: Int
    let isSecure: Bool
    /// Whether the host is an IP address, without which a proxy would have to resolve it.
    let isNumeric: Bool

    /// The plain port when it is enabled, else the secure one; the host's name when no IP address is registered.
    init(_ instance: InstanceInfo) {
        isSecure = !instance.port.isEnabled && instance.securePort.isEnabled
        port = isSecure ? instance.securePort.number : instance.port.number
        let address = try? SocketAddress(ipAddress: instance.ipAddress, port: port)
        isNumeric = address?.ipAddress != nil
        host = address?.ipAddress ?? instance.hostName
    }

    /// `host:port`, an IPv6 address in brackets.
    func authority(port: Int? = nil) -> String {
        "\(host.contains(":") ? "[\(host)]" : host):\(port ?? self.port)"
    }

    var url: String { "\(isSecure ? "https" : "http")://\(authority())" }
}
