/// Where a process listens: `host:port`, `[v6]:port` or `:port` for all interfaces. Port 0 takes a free one.
struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    let host: String
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            return nil
        }
        guard !host.contains(where: { $0.isWhitespace || $0 == "/" }) else { return nil }
        self.init(host: host.isEmpty || host == "*" ? "0.0.0.0" : host, port: Int(port))
    }

    /// Only this machine can reach it.
    var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Every interface, so that the host is no address to be reached by.
    var isWildcard: Bool { host == "0.0.0.0" || host == "::" }

    /// Where others reach it: the machine's name in place of "every interface".
    func advertised(hostName: String) -> ListenAddress {
        isWildcard ? ListenAddress(host: hostName, port: port) : self
    }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
