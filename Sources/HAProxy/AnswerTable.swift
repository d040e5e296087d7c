/// A table as HAProxy's runtime socket prints it: a line of column names that begins with `#`, then one line a row.
///
/// Columns are found by name, since later versions add some.
public struct AnswerTable {
    /// One line of it.
    public struct Row {
        fileprivate let fields: [Substring]
        fileprivate let columns: [String: Int]

        /// The field of that column; nil when there is none.
        public subscript(column: String) -> String? {
            guard let index = columns[column], index < fields.count else { return nil }
            return String(fields[index])
        }

        /// The same as a number; nil also when it is none.
        public func number(_ column: String) -> Int? { self[column].flatMap { Int($0) } }
    }

    /// In the order of the answer.
    public let rows: [Row]
    /// The names of all columns.
    public let columns: [String]

    /// More than fits in the largest answer that is read.
    static let maximumRows = 200_000

    /// Reads an answer whose fields are divided by `separator`: `show stat` uses commas, `show servers state` blanks.
    public init(_ text: String, separator: Character) throws(HAProxyError) {
        var columns: [String: Int] = [:]
        var rows: [Row] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# ") {
                for (index, name) in line.dropFirst(2).split(separator: separator).enumerated() {
                    columns[String(name)] = index
                }
            } else if !columns.isEmpty, rows.count < Self.maximumRows {
                rows.append(Row(fields: Self.fields(line, separator), columns: columns))
            }
        }
        guard !columns.isEmpty else {
            throw HAProxyError("no table: \(text.prefix(120).split(separator: "\n").first ?? "")")
        }
        self.rows = rows
        self.columns = columns.keys.sorted()
    }

    /// Commas inside quotes separate nothing: descriptions of checks are quoted.
    private static func fields(_ line: Substring, _ separator: Character) -> [Substring] {
        guard line.contains("\"") else {
            return line.split(separator: separator, omittingEmptySubsequences: false)
        }
        var fields: [Substring] = []
        var start = line.startIndex
        var isQuoted = false
        for index in line.indices {
            if line[index] == "\"" { isQuoted.toggle() }
            guard line[index] == separator, !isQuoted else { continue }
            fields.append(line[start..<index])
            start = line.index(after: index)
        }
        return fields + [line[start...]]
    }
}
