import Eureka
import NIOConcurrencyHelpers
import NIOCore

/// The serialised form of each listing, plain and compressed, made again only when the registry has changed.
///
/// One answer for each listing, format, form and coding; everything is dropped when there are too many.
struct AnswerCache: Sendable {
    enum Listing: Hashable, Sendable {
        case everything
        case app(String)
        case delta
        case vip(String, isSecure: Bool)
    }

    /// Which listing, in which shape.
    struct Key: Hashable, Sendable {
        var listing: Listing
        var format: WireFormat
        var form: ListingForm
        var isCompressed: Bool
    }

    /// What of the registry an answer shows: equal stamps, equal answers.
    struct Stamp: Hashable, Sendable {
        var generation: Int64
        /// Of a listing that also changes with time.
        var second: Int64 = 0
    }

    private struct Answer {
        var stamp: Stamp
        var body: ByteBuffer
    }

    static let maximumAnswers = 1024

    private let answers = NIOLockedValueBox<[Key: Answer]>([:])
    private let making = NIOLock()

    /// The body for that stamp; `encode` makes one when there is none yet, which may be newer, never older.
    func body(_ key: Key, _ stamp: Stamp, encode: () -> [UInt8]) -> ByteBuffer {
        if let body = present(key, stamp) { return body }
        // One at a time: all who fetch right after a change want the same one.
        return making.withLock {
            if let body = present(key, stamp) { return body }
            var bytes = encode()
            if key.isCompressed { bytes = Gzip.compressed(bytes) ?? [] }
            let body = ByteBuffer(bytes: bytes)
            answers.withLockedValue { answers in
                if answers.count >= Self.maximumAnswers { answers.removeAll() }
                answers[key] = Answer(stamp: stamp, body: body)
            }
            return body
        }
    }

    private func present(_ key: Key, _ stamp: Stamp) -> ByteBuffer? {
        answers.withLockedValue { answers in
            guard let answer = answers[key], answer.stamp == stamp else { return nil }
            return answer.body
        }
    }
}
