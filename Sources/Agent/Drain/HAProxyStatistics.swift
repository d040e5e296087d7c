import HAProxy

/// What HAProxy answers to `show stat`.
struct HAProxyStatistics {
    /// Sessions at the servers of that address, over all proxies.
    ///
    /// - Throws: When no server has the address, or the socket does not tell addresses.
    static func sessions(at address: String, in text: String) throws -> Int {
        let table = try AnswerTable(text, separator: ",")
        guard table.columns.contains("addr"), table.columns.contains("scur") else {
            throw InFlightError("HAProxy's show stat has no column addr or scur")
        }
        let own = table.rows.filter { $0["addr"] == address }
        guard !own.isEmpty else {
            let tellsAddresses = table.rows.contains { $0["addr"]?.isEmpty == false }
            throw InFlightError(
                tellsAddresses
                    ? "HAProxy has no server at \(address)"
                    : "HAProxy's socket tells no addresses: it needs the level operator")
        }
        return own.reduce(0) { $0 + ($1.number("scur") ?? 0) }
    }
}
