/// Path segments and percent-encoding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPath(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let raw = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    for plusIsSpace in [false, true] {
        let decoded = PercentCoding.decoded(raw, plusIsSpace: plusIsSpace)
        let encoded = PercentCoding.encoded(decoded)
        guard encoded != ".", encoded != "..", encoded.utf8.allSatisfy(isUnreserved) else {
            fatalError("a segment is not safe in a path")
        }
        guard sameBytes(PercentCoding.decoded(encoded, plusIsSpace: plusIsSpace), decoded),
            sameBytes(PercentCoding.pathSegment(encoded), decoded)
        else { fatalError("a segment changed") }
    }
    let segment = PercentCoding.pathSegment(raw)
    let name = raw.utf8.prefix { $0 != UInt8(ascii: ";") }
    guard sameBytes(PercentCoding.decoded(Substring(name)), segment) else { fatalError("parameters were not cut off") }
    return 0
}

private func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, 0x25, 0x2D, 0x2E, 0x5F, 0x7E: true
    default: false
    }
}

private func sameBytes(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
