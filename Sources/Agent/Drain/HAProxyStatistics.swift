/// What HAProxy answers to `show stat`: a line of names, then a line for each proxy and server, as CSV.
struct HAProxyStatistics {
    /// Sessions at the servers of that address, over all proxies.
    ///
    /// - Throws: When no server has the address, or the socket does not tell addresses.
    static func sessions(at address: String, in text: String) throws(InFlightError) -> Int {
        var lines = text.split(whereSeparator: \.isNewline)[...]
        guard let header = lines.popFirst(), header.hasPrefix("# ") else {
            throw InFlightError("HAProxy did not answer show stat")
        }
        let names = fields(header.dropFirst(2))
        guard let addressColumn = names.firstIndex(of: "addr"), let column = names.firstIndex(of: "scur") else {
            throw InFlightError("HAProxy's show stat has no column addr or scur")
        }
        let rows = lines.map(fields)
        let own = rows.filter { $0.count > addressColumn && $0[addressColumn] == address }
        guard !own.isEmpty else {
            let tellsAddresses = rows.contains { $0.count > addressColumn && !$0[addressColumn].isEmpty }
            throw InFlightError(
                tellsAddresses
                    ? "HAProxy has no server at \(address)"
                    : "HAProxy's socket tells no addresses: it needs the level operator")
        }
        return own.reduce(0) { $0 + (Int($1[column]) ?? 0) }
    }

    /// The fields of a line; in quotes there may be commas, and two quotes are one.
    static func fields(_ line: Substring) -> [String] {
        var fields = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }
}
