import NIOCore

/// The IP address that an agent registers for its instance: what gateways that look up no names send requests to.
enum RegisteredAddress {
    /// Asks the resolver of this machine, once; nil when it does not know the name.
    static func of(_ host: String, port: Int) -> String? {
        guard let found = try? SocketAddress.makeAddressResolvingHost(host, port: port), let ip = found.ipAddress else {
            return nil
        }
        // `localhost` comes as ::1 first, where hardly anybody listens.
        return ip == "::1" && host != ip ? "127.0.0.1" : ip
    }
}
