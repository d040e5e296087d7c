/// The samples of one metric in Prometheus' text format.
struct PrometheusSamples {
    /// Their sum; nil when there is none.
    let sum: Double?

    init(of metric: String, in text: String) {
        let values = text.split(whereSeparator: \.isNewline).compactMap { Self.value(of: metric, in: $0) }
        sum = values.isEmpty ? nil : values.reduce(0, +)
    }

    /// `name value`, `name{labels} value`, each with a timestamp or without.
    private static func value(of metric: String, in line: Substring) -> Double? {
        guard line.hasPrefix(metric) else { return nil }
        var rest = line.dropFirst(metric.count)
        if rest.first == "{" {
            guard let end = rest.lastIndex(of: "}") else { return nil }
            rest = rest[rest.index(after: end)...]
        } else if rest.first != " " && rest.first != "\t" {
            return nil
        }
        return rest.split { $0 == " " || $0 == "\t" }.first.flatMap { Double($0) }
    }
}
