import HAProxy

extension ProxyReading {
    /// What is asked for one reading.
    static let commands = ["show info", "show servers state", "show stat -1 6 -1"]

    /// Understands the answers to ``commands``; servers of other backends than ours are left out.
    init(info: String, state: String, statistics: String) throws(HAProxyError) {
        processID = try Self.processID(info)
        var states: [String: [String: AnswerTable.Row]] = [:]
        for row in try AnswerTable(state, separator: " ").rows {
            guard let backend = row["be_name"], let name = row["srv_name"] else { continue }
            states[backend, default: [:]][name] = row
        }
        backends = [:]
        counters = [:]
        for row in try AnswerTable(statistics, separator: ",").rows {
            guard let backend = row["pxname"], let name = row["svname"], backend.hasPrefix(WantedBackend.prefix) else {
                continue
            }
            // A frontend may have a name like ours.
            if name == "FRONTEND" { continue }
            if backends[backend] == nil { backends[backend] = [:] }
            guard name != "BACKEND", let state = states[backend]?[name] else { continue }
            backends[backend]?[name] = try ProxyServer(name, state, row)
            counters[backend, default: [:]][name] = ServerCounters(row)
        }
    }

    /// From the answer to `show info`.
    static func processID(_ info: String) throws(HAProxyError) -> Int {
        for line in info.split(separator: "\n") where line.hasPrefix("Pid: ") {
            if let number = Int(line.dropFirst(5)) { return number }
        }
        throw HAProxyError("show info names no Pid: \(info.prefix(120))")
    }
}

extension ProxyServer {
    /// Bits of `srv_admin_state`: in maintenance by order, by a tracked server, by the configuration or by a resolver.
    private static let maintenance = 0x01 | 0x02 | 0x20 | 0x40
    /// Draining by order or by a tracked server.
    private static let drain = 0x08 | 0x10
    /// Bits of `srv_check_state`: there are checks, and they have begun.
    private static let areConfigured = 0x02
    private static let checks = 0x02 | 0x04

    init(_ name: String, _ state: AnswerTable.Row, _ statistics: AnswerTable.Row) throws(HAProxyError) {
        guard let admin = state.number("srv_admin_state"), let weight = state.number("srv_uweight"),
            let initial = state.number("srv_iweight"), let address = state["srv_addr"],
            let port = state["srv_port"], let status = statistics["status"]
        else { throw HAProxyError("the server \(name) is not shown as it should be") }
        self.init(
            name: name, address: address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)",
            isInMaintenance: admin & Self.maintenance != 0, isDraining: admin & Self.drain != 0, weight: weight,
            initialWeight: initial, status: status,
            check: [statistics["check_status"], statistics["check_code"]].compactMap { $0 }.filter { !$0.isEmpty }
                .joined(separator: " "),
            lacksChecks: (state.number("srv_check_state") ?? 0) & Self.checks == Self.areConfigured,
            sessions: statistics.number("scur") ?? 0)
    }
}
