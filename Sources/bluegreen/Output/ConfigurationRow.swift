/// One key as `config check` shows it.
struct ConfigurationRow: Hashable, Encodable {
    let key: String
    /// Secrets are masked.
    let value: String?
    let from: String

    static func rows(of settings: Settings) throws -> [ConfigurationRow] {
        try ConfigurationKey.all.map { key in
            let text = try settings.text(key)
            let value = key == .registries || key == .prometheus ? text.map(withoutPasswords) : text
            return ConfigurationRow(
                key: key.name, value: key.isSecret ? text.map { _ in "***" } : value,
                from: "\(settings.origin(of: key))")
        }
    }

    static func table(_ rows: [ConfigurationRow], for terminal: Terminal) -> String {
        var table = Table("KEY", "VALUE", "FROM")
        for row in rows { table.append([.init(row.key), .init(row.value ?? "-"), .init(row.from)]) }
        return table.rendered(for: terminal)
    }

    /// `http://user:***@host:port/eureka`
    private static func withoutPasswords(_ addresses: String) -> String {
        addresses.split(separator: ",", omittingEmptySubsequences: false).map { address in
            guard let at = address.lastIndex(of: "@"), let scheme = address.firstRange(of: "://") else {
                return String(address)
            }
            guard scheme.upperBound <= at else { return String(address) }
            let user = address[scheme.upperBound..<at].prefix { $0 != ":" }
            return "\(address[..<scheme.upperBound])\(user):***\(address[at...])"
        }.joined(separator: ",")
    }
}
