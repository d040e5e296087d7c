import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    private var coding: String { headers[.contentEncoding]?.lowercased() ?? "identity" }

    /// Whether the body comes as it is or compressed as we read it.
    var hasKnownCoding: Bool { coding == "identity" || coding == "gzip" }

    /// The body as it was meant, unpacked when it is compressed. How long it may take to arrive is the connection's affair.
    ///
    /// - Returns: nil when it is larger than allowed, packed or unpacked, or cannot be unpacked.
    /// - Throws: when the connection ends before it has arrived.
    func document(upTo limit: Int) async throws -> ByteBuffer? {
        let whole: ByteBuffer
        do {
            whole = try await body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            return nil
        }
        guard coding == "gzip" else { return whole }
        return Gzip.decompressed(Array(whole.readableBytesView), upTo: limit).map { ByteBuffer(bytes: $0) }
    }
}
