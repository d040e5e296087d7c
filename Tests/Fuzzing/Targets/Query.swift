/// Query strings and HTML forms.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzQuery(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    let query = QueryPairs(parsing: text)
    guard query.values.count <= QueryPairs.maximumPairs else { fatalError("too many pairs") }
    guard query.values[""] == nil else { fatalError("a pair without a key") }
    let encoded = query.values.map { "\(PercentCoding.encoded($0.key))=\(PercentCoding.encoded($0.value))" }
    let again = QueryPairs(parsing: encoded.joined(separator: "&"))
    guard again.values == query.values else { fatalError("the pairs changed") }
    // An independent reading of the first pair: what stands before the first separator of each kind.
    if let pair = text.utf8.split(separator: UInt8(ascii: "&")).first {
        let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        let key = PercentCoding.decoded(Substring(parts[0]), plusIsSpace: true)
        guard key.isEmpty || query[key] != nil else { fatalError("the first pair is lost") }
    }
    return 0
}
