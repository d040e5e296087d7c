/// Makes names that Prometheus accepts.
///
/// Rules: <https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels>
enum MetricName {
    private static let suffixes = ["_total", "_seconds"]

    static func sanitized(_ name: String) -> String {
        replaced(name, colonAllowed: true)
    }

    static func counter(_ name: String) -> String {
        suffixed(sanitized(name), "_total")
    }

    static func seconds(_ name: String) -> String {
        suffixed(sanitized(name), "_seconds")
    }

    /// A label's name; names that begin with two underscores are Prometheus' own and lose one.
    static func label(_ name: String) -> String {
        let valid = replaced(name, colonAllowed: false)
        return valid.hasPrefix("__") ? "_" + valid.drop(while: { $0 == "_" }) : valid
    }

    /// The name before a factory method added its unit, for help texts declared by that name.
    static func withoutSuffix(_ name: String) -> String {
        for suffix in suffixes where name.hasSuffix(suffix) {
            return String(name.dropLast(suffix.count))
        }
        return name
    }

    private static func suffixed(_ name: String, _ suffix: String) -> String {
        name.hasSuffix(suffix) ? name : name + suffix
    }

    private static func replaced(_ name: String, colonAllowed: Bool) -> String {
        guard let first = name.unicodeScalars.first else { return "_" }
        var result = ("0"..."9").contains(first) ? "_" : ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_": result.unicodeScalars.append(scalar)
            case ":" where colonAllowed: result.unicodeScalars.append(scalar)
            default: result.append("_")
            }
        }
        return result
    }
}
