/// Renders metrics in Prometheus' text format 0.0.4.
///
/// Source: <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>
enum Exposition {
    /// The `Content-Type` of the text.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    static func render(_ families: [MetricFamily]) -> String {
        var text = ""
        for family in families {
            text += "# HELP \(family.name) \(escapedHelp(family.help))\n"
            text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                append(series.sample(), name: family.name, labels: labels.labels, to: &text)
            }
        }
        return text
    }

    private static func append(_ sample: Sample, name: String, labels: [LabelSet.Label], to text: inout String) {
        switch sample {
        case .value(let value):
            appendLine(name, labels, number(value), to: &text)
        case .histogram(let histogram):
            for (bound, count) in zip(histogram.buckets.upperBounds, histogram.cumulativeCounts) {
                let bucket = labels + [LabelSet.Label(name: "le", value: number(bound))]
                appendLine(name + "_bucket", bucket, String(count), to: &text)
            }
            let rest = labels + [LabelSet.Label(name: "le", value: "+Inf")]
            appendLine(name + "_bucket", rest, String(histogram.count), to: &text)
            appendLine(name + "_sum", labels, number(histogram.sum), to: &text)
            appendLine(name + "_count", labels, String(histogram.count), to: &text)
        }
    }

    private static func appendLine(_ name: String, _ labels: [LabelSet.Label], _ value: String, to text: inout String) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.name)=\"\(escapedValue($0.value))\"" }.joined(separator: ",") + "}"
        }
        text += " \(value)\n"
    }

    /// A number as Prometheus reads it: whole numbers without a fraction, `+Inf`, `-Inf`, `NaN`.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if let whole = Int64(exactly: value), abs(value) < 1e15 { return String(whole) }
        return "\(value)"
    }

    private static func escapedHelp(_ text: String) -> String {
        escaped(text, quote: false)
    }

    private static func escapedValue(_ text: String) -> String {
        escaped(text, quote: true)
    }

    private static func escaped(_ text: String, quote: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quote: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
