/// One command of HAProxy's runtime socket that changes a server.
///
/// Its answer proves nothing: success is an empty answer for most, failure is plain text. Only the next reading does.
struct ProxyCommand: Hashable, Sendable {
    enum Change: Hashable, Sendable {
        /// In maintenance, without health checks, until it is made ready.
        case add(address: String, weight: Int, options: String)
        case enableChecks
        case setAddress(String)
        /// `initial` is the weight it was made with.
        case setWeight(Int, initial: Int)
        case ready
        case drain
        case maintenance
        /// Ends so many requests that are still under way at the end of a drain.
        case cut(sessions: Int)
        case delete
    }

    var backend: String
    var server: String
    var change: Change

    /// The line to send.
    var text: String {
        let place = "\(backend)/\(server)"
        switch change {
        case .add(let address, let weight, let options):
            return "add server \(place) \(address) weight \(weight) \(options)"
        case .enableChecks: return "enable health \(place)"
        case .setAddress(let address):
            let colon = address.lastIndex(of: ":") ?? address.endIndex
            let host = address[..<colon].filter { $0 != "[" && $0 != "]" }
            return "set server \(place) addr \(host) port \(address[colon...].dropFirst())"
        // Algorithms that hash take nothing but these two percentages.
        case .setWeight(0, _): return "set weight \(place) 0%"
        case .setWeight(let weight, let initial):
            return "set weight \(place) \(weight == initial ? "100%" : String(weight))"
        case .ready: return "set server \(place) state ready"
        case .drain: return "set server \(place) state drain"
        case .maintenance: return "set server \(place) state maint"
        case .cut: return "shutdown sessions server \(place)"
        case .delete: return "del server \(place)"
        }
    }
}
