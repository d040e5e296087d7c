import RolloutCore

extension InstanceRow {
    /// All instances, or a sentence where there are none.
    ///
    /// - Parameter registryCount: how many registries were asked.
    static func table(_ rows: [InstanceRow], registryCount: Int, for terminal: Terminal) -> String {
        guard !rows.isEmpty else { return "no instances" }
        var table = Table("INSTANCE", "COLOR", "STATUS", "REGISTRIES", "ENDPOINT", "OWNER")
        for row in rows {
            table.append([
                .init(row.id), .init(row.color.rawValue, row.color.paint), row.statusCell,
                .init(row.registryText(of: registryCount), row.agrees ? .none : .red),
                .init(row.endpoint ?? "unreadable"),
                .init(row.owner ?? "none"),
            ])
        }
        return table.rendered(for: terminal)
    }

    private var statusCell: Table.Cell {
        guard !registries.isEmpty else { return .init("unknown", .yellow) }
        guard agrees else { return .init("differs", .red) }
        guard let status else { return .init("unregistered", .yellow) }
        switch status {
        case .up: return .init(status.rawValue, .bold)
        case .outOfService: return .init(status.rawValue, .faint)
        case .down, .starting, .unknown: return .init(status.rawValue, .red)
        }
    }

    /// `3/3` when all that were asked agree, `2/3` when one did not answer, else who says what.
    private func registryText(of count: Int) -> String {
        if agrees { return "\(registries.count)/\(count)" }
        return registries.map { "\($0.registry) \($0.status?.rawValue ?? "unregistered")" }.joined(separator: ", ")
    }
}

extension Color {
    /// The letters say it as well.
    var paint: Paint { self == .blue ? .blue : .green }
}
