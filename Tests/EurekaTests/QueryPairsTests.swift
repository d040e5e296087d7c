import Testing

@testable import Eureka

@Suite("Queries and path segments")
struct QueryPairsTests {
    @Test(
        "Pairs are split, decoded, and the first of a key counts",
        arguments: [
            ("", [:]), ("&&", [:]), ("=x", [:]), ("a", ["a": ""]), ("a=", ["a": ""]), ("a=1&a=2", ["a": "1"]),
            ("a=b=c", ["a": "b=c"]), ("a%20b=c+d%2B", ["a b": "c d+"]), ("%zz=%", ["%zz": "%"]),
            ("a=1&\u{301}b=\u{301}2", ["a": "1", "\u{301}b": "\u{301}2"]),
        ] as [(String, [String: String])]
    )
    func pairs(_ text: String, _ values: [String: String]) {
        #expect(QueryPairs(parsing: text).values == values)
    }

    @Test("No more than 256 pairs are read")
    func limit() {
        let query = QueryPairs(parsing: (0..<300).map { "k\($0)=\($0)" }.joined(separator: "&"))
        #expect(query.values.count == 256 && query["k255"] == "255" && query["k256"] == nil)
    }

    @Test(
        "A segment ends at a raw semicolon",
        arguments: [("a;v=1", "a"), ("a%3Bb", "a;b"), (";", ""), ("a;\u{301}b", "a"), ("a%2Fb", "a/b")]
    )
    func segments(_ raw: String, _ text: String) { #expect(PercentCoding.pathSegment(raw) == text) }
}
