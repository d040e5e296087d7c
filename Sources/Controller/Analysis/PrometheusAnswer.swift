import Foundation
import RolloutCore

/// What Prometheus answers to an instant query, as one number or the reason why there is none.
struct PrometheusAnswer {
    let result: QueryReading.Result

    private struct Document: Decodable {
        struct Content: Decodable {
            let resultType: String
            let result: Payload
        }

        let status: String
        let data: Content?
        let errorType: String?
        let error: String?
    }

    /// A scalar is one sample, a vector a list of series; what else there is has no single number.
    private enum Payload: Decodable {
        case sample(String)
        case series([String])
        case other

        private struct Series: Decodable {
            let value: [Part]
        }

        /// `[1435781451.781, "0.05"]`: the moment, and the value as text.
        private enum Part: Decodable {
            case moment
            case text(String)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                self = (try? container.decode(String.self)).map(Part.text) ?? .moment
            }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let series = try? container.decode([Series].self) {
                self = .series(series.map { Self.text(in: $0.value) })
            } else if let sample = try? container.decode([Part].self) {
                self = .sample(Self.text(in: sample))
            } else {
                self = .other
            }
        }

        private static func text(in parts: [Part]) -> String {
            guard parts.count == 2, case .text(let text) = parts[1] else { return "" }
            return text
        }
    }

    init(status: Int, body: [UInt8]) {
        result = Self.result(status: status, body: body)
    }

    private static func result(status: Int, body: [UInt8]) -> QueryReading.Result {
        let document = try? JSONDecoder().decode(Document.self, from: Data(body))
        if let document, document.status == "error" {
            let type = document.errorType ?? "error"
            return .inconclusive("Prometheus answered \(type): \(printable(document.error ?? ""))")
        }
        guard status == 200 else { return .inconclusive("Prometheus answered \(status)") }
        guard let document, document.status == "success", let data = document.data else {
            return .inconclusive("the answer is not Prometheus's")
        }
        switch (data.resultType, data.result) {
        case ("scalar", .sample(let text)): return value(text)
        case ("vector", .series(let series)):
            guard let first = series.first else { return .inconclusive("the query finds nothing") }
            guard series.count == 1 else {
                return .inconclusive("the query finds \(series.count) series, and one is expected")
            }
            return value(first)
        default: return .inconclusive("the query gives a \(printable(data.resultType)), and one number is expected")
        }
    }

    private static func value(_ text: String) -> QueryReading.Result {
        guard let value = Double(text) else { return .inconclusive("the answer is no number") }
        guard value.isFinite else {
            return .inconclusive("the answer is \(printable(text)), which is no finite number")
        }
        return .value(value)
    }

    /// What is shown to people and written into the record stays one short line.
    private static func printable(_ text: String) -> String {
        String(text.unicodeScalars.prefix(160).map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
    }
}
