/// XML from outside: registrations and listings.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzXML(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    checkDocument(Array(UnsafeBufferPointer(start: start, count: count)), format: .xml)
    return 0
}
