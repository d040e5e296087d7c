extension Duration {
    /// As people write it in a configuration, in the largest unit that leaves no rest: `500ms`, `90s`, `10m`, `1h`, `3d`.
    public var text: String {
        let nanoseconds = nanoseconds
        guard nanoseconds != 0 else { return "0s" }
        let units: [(suffix: String, nanoseconds: Int64)] = [
            ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
            ("d", 86_400_000_000_000),
        ]
        let unit = units.last { nanoseconds % $0.nanoseconds == 0 } ?? units[0]
        return "\(nanoseconds / unit.nanoseconds)\(unit.suffix)"
    }
}
