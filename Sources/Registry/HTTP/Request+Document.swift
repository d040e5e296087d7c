import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    private var coding: String { headers[.contentEncoding]?.lowercased() ?? "identity" }

    /// Whether the body comes as it is or compressed as we read it.
    var hasKnownCoding: Bool { coding == "identity" || coding == "gzip" }

    /// The body as it was meant, unpacked when it is compressed.
    ///
    /// - Returns: nil when it is larger than allowed, packed or unpacked, or cannot be unpacked.
    /// - Throws: `HTTPError` when it does not arrive in time, which ends the request.
    func document(upTo limit: Int, within timeout: Duration) async throws -> ByteBuffer? {
        guard let body = try await body.collected(upTo: limit, within: timeout) else { return nil }
        guard coding == "gzip" else { return body }
        return Gzip.decompressed(Array(body.readableBytesView), upTo: limit).map { ByteBuffer(bytes: $0) }
    }
}

extension RequestBody {
    fileprivate func collected(upTo limit: Int, within timeout: Duration) async throws -> ByteBuffer? {
        do {
            return try await withThrowingTaskGroup(of: ByteBuffer.self) { group in
                group.addTask { try await self.collect(upTo: limit) }
                group.addTask {
                    try await Task.sleep(for: timeout, clock: .continuous)
                    throw HTTPError(.requestTimeout)
                }
                defer { group.cancelAll() }
                return try await group.next()
            }
        } catch is NIOTooManyBytesError {
            return nil
        }
    }
}
