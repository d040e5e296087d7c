/// JSON from outside: registrations, listings and a registry's own durable records.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    checkDocument(bytes, format: .json)
    if let record = try? InstanceRecord(decoding: bytes) {
        expectSameInstance(record.claim, decodedWithin: .listing)
        guard let again = try? InstanceRecord(decoding: record.encoded()) else { fatalError("a record is unreadable") }
        var expected = record
        expected.claim = record.claim.withWrittenDefaults
        guard again == expected, again.encoded() == record.encoded() else { fatalError("a record changed") }
    }
    if let report = try? GatewayReport(decoding: bytes) {
        guard (try? GatewayReport(decoding: report.encoded())) == report else { fatalError("a report changed") }
    }
    return 0
}
