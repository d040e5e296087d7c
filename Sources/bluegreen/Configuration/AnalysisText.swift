import RolloutCore
import Yams

/// The checks of a policy as they are written: a list, each with its keys, or the same list in one line.
enum AnalysisText {
    /// What is wrong with it, as the end of a sentence, and where.
    struct Fault: Error {
        let line: Int
        let sentence: String
    }

    private static let keys = [
        "name", "gateway", "prometheus", "allow", "failFast", "interval", "minRequests", "consecutive", "timeout",
        "onInconclusive",
    ]

    /// Reads the list in one line, as a variable or a policy that was passed on holds it.
    static func checks(in text: String) throws(Fault) -> [AnalysisCheck] {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw Fault(line: 1, sentence: "is not a list of checks")
        }
        guard let node else { return [] }
        return try checks(in: node)
    }

    static func checks(in node: Node) throws(Fault) -> [AnalysisCheck] {
        guard let items = node.sequence else {
            throw Fault(
                line: line(of: node), sentence: "takes a list of checks, as [{name: errors, gateway: errors, …}]")
        }
        var checks: [AnalysisCheck] = []
        for item in items { checks.append(try check(in: item)) }
        return checks
    }

    /// The same list in one line, which is YAML as well.
    static func text(of checks: [AnalysisCheck]) -> String {
        let items = checks.map { check in
            var fields = [("name", check.name)]
            switch check.source {
            case .gateway(let metric): fields.append(("gateway", metric.rawValue))
            case .prometheus(let query): fields.append(("prometheus", query))
            }
            fields.append(("allow", "\(check.allowed)"))
            if let failFast = check.failFast { fields.append(("failFast", "\(failFast)")) }
            fields += [
                ("interval", check.interval.text), ("minRequests", "\(check.minRequests)"),
                ("consecutive", "\(check.consecutive)"), ("timeout", check.timeout.text),
                ("onInconclusive", check.onInconclusive.rawValue),
            ]
            return "{" + fields.map { "\($0): \(quoted($1))" }.joined(separator: ", ") + "}"
        }
        return "[" + items.joined(separator: ", ") + "]"
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }

    private static func check(in node: Node) throws(Fault) -> AnalysisCheck {
        guard let mapping = node.mapping else {
            throw Fault(line: line(of: node), sentence: "has a check that is no set of keys: write {name: …, allow: …}")
        }
        var values: [String: (text: String, line: Int)] = [:]
        for (key, value) in mapping {
            guard let word = key.scalar?.string, keys.contains(word) else {
                let word = key.scalar?.string ?? "that"
                let suggestion = Suggestion(for: word, among: keys)
                throw Fault(line: line(of: key), sentence: "has a check with the unknown key \"\(word)\"\(suggestion)")
            }
            guard let text = value.scalar?.string else {
                throw Fault(line: line(of: value), sentence: "has a check whose \(word) is not one value")
            }
            values[word] = (text, line(of: key))
        }
        return try check(of: values, at: line(of: node))
    }

    private static func check(of values: [String: (text: String, line: Int)], at line: Int) throws(Fault)
        -> AnalysisCheck
    {
        func read<Value>(
            _ key: String, default usual: Value?, _ what: String, _ parse: (String) -> Value?
        ) throws(Fault) -> Value {
            guard let given = values[key] else {
                guard let usual else { throw Fault(line: line, sentence: "has a check without \(key)") }
                return usual
            }
            guard let value = parse(given.text) else {
                throw Fault(line: given.line, sentence: "has a check whose \(key) \"\(given.text)\" is \(what)")
            }
            return value
        }
        let name: String = try read("name", default: nil, "no name") { $0.isEmpty ? nil : $0 }
        let metrics = AnalysisCheck.Counted.allCases.map(\.rawValue).joined(separator: ", ")
        let source: AnalysisCheck.Source
        switch (values["gateway"], values["prometheus"]) {
        case (.some, nil):
            source = .gateway(
                try read("gateway", default: nil, "none of \(metrics)") { AnalysisCheck.Counted(rawValue: $0) })
        case (nil, .some(let query)): source = .prometheus(query.text)
        default: throw Fault(line: line, sentence: "has a check that is to name either gateway or prometheus")
        }
        var check = AnalysisCheck(
            name: name, source: source,
            allowed: try read("allow", default: nil, "nothing to compare with: write \"< 1%\" or \"<= 250ms\"") {
                Threshold($0)
            })
        if values["failFast"] != nil {
            check.failFast = try read("failFast", default: nil, "no quantity: write 10% or 1s") { Quantity($0) }
        }
        let duration = "no duration: write 500ms, 30s, 10m or 1h"
        check.interval = try read("interval", default: check.interval, duration, DurationText.parse)
        check.timeout = try read("timeout", default: check.timeout, duration, DurationText.parse)
        let count = "no whole number from 1"
        check.minRequests = try read("minRequests", default: check.minRequests, count, positive)
        check.consecutive = try read("consecutive", default: check.consecutive, count, positive)
        let words = AnalysisCheck.OnInconclusive.allCases.map(\.rawValue).joined(separator: ", ")
        check.onInconclusive = try read("onInconclusive", default: check.onInconclusive, "none of \(words)") {
            AnalysisCheck.OnInconclusive(rawValue: $0)
        }
        if let finding = check.findings.first {
            throw Fault(line: line, sentence: "has a contradiction in \(check.name): \(finding)")
        }
        return check
    }

    private static func positive(_ text: String) -> Int? { Int(text).flatMap { $0 > 0 ? $0 : nil } }

    private static func line(of node: Node) -> Int { node.mark?.line ?? 1 }
}
