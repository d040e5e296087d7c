/// A figure that was measured against the one that was promised.
public struct Verdict: Sendable, CustomStringConvertible {
    /// What is promised of the figure.
    public enum Promise: Sendable {
        case atLeast(Double)
        case atMost(Double)
    }

    private let what: String
    private let figure: Double
    private let unit: String
    private let promise: Promise

    /// The figure in `unit`, which stands behind it.
    public init(_ what: String, _ figure: Double, _ unit: String, _ promise: Promise) {
        self.what = what
        self.figure = figure
        self.unit = unit
        self.promise = promise
    }

    /// Whether the promise is kept.
    public var isKept: Bool {
        switch promise {
        case .atLeast(let bound): figure >= bound
        case .atMost(let bound): figure <= bound
        }
    }

    /// `kept: …` or `BROKEN: …`, in one line.
    public var description: String {
        let bound =
            switch promise {
            case .atLeast(let bound): "at least \(bound)"
            case .atMost(let bound): "at most \(bound)"
            }
        return "\(isKept ? "kept" : "BROKEN"): \(what) is \(figure.rounded(to: 3)) \(unit), promised \(bound)"
    }
}

extension [Verdict] {
    /// Prints them all.
    ///
    /// - Returns: the exit code: 0 only when every promise is kept.
    public func conclude() -> Int32 {
        for verdict in self { print(verdict) }
        return allSatisfy(\.isKept) ? 0 : 1
    }
}
