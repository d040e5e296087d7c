/// Where the other replicas reach one: `host:port`, `[v6]:port`.
struct ReplicaAddress: Hashable, Sendable, CustomStringConvertible {
    let host: String
    let port: Int

    /// Where a replica is reached that listens there.
    ///
    /// - Parameter machine: The machine's name, for one that listens on every interface; it may take a while to look up.
    init(listening host: String, port: Int, machine: @autoclosure () -> String) {
        self.host = host == "0.0.0.0" || host == "::" ? machine() : host
        self.port = port
    }

    /// Nil when it is no `host:port`.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        self.host = String(host)
        self.port = Int(port)
    }

    /// Only processes on the same machine reach it.
    var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
