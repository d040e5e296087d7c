import Eureka
import NIOConcurrencyHelpers
import NIOCore

/// The serialised form of each listing, plain and compressed, made again only when the registry has changed.
///
/// One answer for each listing, format, form and coding; everything is dropped when there are too many, or too
/// many bytes of them.
struct AnswerCache: Sendable {
    enum Listing: Hashable, Sendable {
        case everything
        case app(String)
        case delta
        case vip(String, isSecure: Bool)
        case prometheus
        case traefik

        /// Each spelling of a derived address would be a listing of its own: only the usual one is kept.
        var isKept: Bool {
            guard case .vip(let address, _) = self, DerivedVIP(address) != nil else { return true }
            return address == address.lowercased()
        }
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

    /// What is sent.
    struct Body: Hashable, Sendable {
        var bytes: ByteBuffer
        /// Whether it is gzip; not always when that was asked for.
        var isCompressed: Bool
    }

    private struct Answer {
        var stamp: Stamp
        var body: Body
    }

    private struct Answers {
        var byKey: [Key: Answer] = [:]
        var bytes = 0

        mutating func keep(_ answer: Answer, for key: Key, upTo limit: Int) {
            let size = answer.body.bytes.readableBytes
            guard size <= limit else { return }
            if let old = byKey.removeValue(forKey: key) { bytes -= old.body.bytes.readableBytes }
            if byKey.count >= AnswerCache.maximumAnswers || bytes + size > limit {
                byKey.removeAll()
                bytes = 0
            }
            byKey[key] = answer
            bytes += size
        }
    }

    static let maximumAnswers = 1024

    private let maximumBytes: Int
    private let answers = NIOLockedValueBox(Answers())
    private let making = NIOLock()

    /// - Parameter maximumBytes: How much is kept at most, in bytes.
    init(maximumBytes: Int = 64 * 1024 * 1024) {
        self.maximumBytes = maximumBytes
    }

    /// How much is kept, in bytes.
    var size: Int { answers.withLockedValue(\.bytes) }

    /// The body for that stamp; `encode` makes one when there is none yet, which may be newer, never older.
    func body(_ key: Key, _ stamp: Stamp, encode: () -> [UInt8]) -> Body {
        guard key.listing.isKept else { return Self.body(encode(), isCompressed: key.isCompressed) }
        if let body = present(key, stamp) { return body }
        // One at a time: all who fetch right after a change want the same one.
        return making.withLock {
            if let body = present(key, stamp) { return body }
            let body = Self.body(encode(), isCompressed: key.isCompressed)
            answers.withLockedValue { $0.keep(Answer(stamp: stamp, body: body), for: key, upTo: maximumBytes) }
            return body
        }
    }

    /// Plain when it cannot be compressed.
    private static func body(_ plain: [UInt8], isCompressed: Bool) -> Body {
        guard isCompressed, let compressed = Gzip.compressed(plain) else {
            return Body(bytes: ByteBuffer(bytes: plain), isCompressed: false)
        }
        return Body(bytes: ByteBuffer(bytes: compressed), isCompressed: true)
    }

    private func present(_ key: Key, _ stamp: Stamp) -> Body? {
        answers.withLockedValue { answers in
            guard let answer = answers.byKey[key], answer.stamp == stamp else { return nil }
            return answer.body
        }
    }
}
