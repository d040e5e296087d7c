import Eureka
import Hummingbird
import NIOConcurrencyHelpers

/// The serialised form of each listing, made again only when the registry has changed.
///
/// One answer a format and form for the whole registry and for each app; everything is dropped when there are too many.
struct AnswerCache: Sendable {
    /// Which listing, in which shape.
    struct Key: Hashable, Sendable {
        /// Nil for the whole registry.
        var app: String?
        var format: WireFormat
        var form: ListingForm
    }

    private struct Answer {
        var revision: Int64
        var body: ByteBuffer
    }

    static let maximumAnswers = 4096

    private let answers = NIOLockedValueBox<[Key: Answer]>([:])

    /// The body for that revision, made by `encode` when there is none yet.
    func body(_ key: Key, revision: Int64, encode: () -> [UInt8]) -> ByteBuffer {
        if let answer = answers.withLockedValue({ $0[key] }), answer.revision == revision { return answer.body }
        let body = ByteBuffer(bytes: encode())
        answers.withLockedValue { answers in
            if answers.count >= Self.maximumAnswers { answers.removeAll() }
            // A slower request must not put an older answer over a newer one.
            if answers[key]?.revision ?? .min < revision { answers[key] = Answer(revision: revision, body: body) }
        }
        return body
    }

    func forget(app: String) {
        answers.withLockedValue { answers in
            for format in [WireFormat.json, .xml] {
                for form in [ListingForm.full, .compact] {
                    answers[Key(app: app, format: format, form: form)] = nil
                }
            }
        }
    }
}
