import Eureka
import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers
import ServiceLifecycle

/// `GET /registry/changes`: what changes, as server-sent events.
///
/// The first event, `registry`, has every instance; each `change` has those that changed since the last event, in their
/// present state. Whoever reads slowly gets fewer and larger events, and a whole `registry` again once the changes it
/// missed are forgotten. A comment now and then keeps the connection alive.
struct ChangesRoute: Sendable {
    let book: RegistryBook
    /// The keeper rings for those who hear nothing, every few seconds.
    static let silence: Duration = .seconds(10)

    @Sendable
    func stream(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        guard let news = book.changes.listen() else { return .empty(.serviceUnavailable) }
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream"
        headers[.cacheControl] = "no-store"
        return Response(
            status: .ok, headers: headers, body: ResponseBody(asyncSequence: Events(book: book, news: news)))
    }

    /// One buffer an event; ends when the registry shuts down.
    struct Events: AsyncSequence, Sendable {
        let book: RegistryBook
        let news: AsyncStream<Void>

        func makeAsyncIterator() -> Iterator {
            Iterator(book: book, news: news.cancelOnGracefulShutdown().makeAsyncIterator())
        }
    }

    struct Iterator: AsyncIteratorProtocol {
        let book: RegistryBook
        var news: AsyncCancelOnGracefulShutdownSequence<AsyncStream<Void>>.AsyncIterator
        private var position: Int64?
        private var lastWrite = ContinuousClock.now

        init(book: RegistryBook, news: AsyncCancelOnGracefulShutdownSequence<AsyncStream<Void>>.AsyncIterator) {
            self.book = book
            self.news = news
        }

        mutating func next(isolation actor: isolated (any Actor)?) async -> ByteBuffer? {
            while true {
                if position != nil {
                    guard await news.next(isolation: actor) != nil else { return nil }
                }
                let event = book.event(after: position)
                if event.position != position {
                    position = event.position
                    lastWrite = .now
                    return event.text
                }
                if ContinuousClock.now - lastWrite >= ChangesRoute.silence {
                    lastWrite = .now
                    return ByteBuffer(string: ": still here\n\n")
                }
            }
        }
    }
}
