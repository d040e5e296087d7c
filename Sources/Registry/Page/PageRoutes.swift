import Eureka
import HTTPTypes
import Hummingbird

/// The page for people, and its style sheet.
///
/// Nobody who looks at it becomes a reader, and nothing on it acts.
struct PageRoutes: Sendable {
    let book: RegistryBook
    let started: EpochMilliseconds

    init(book: RegistryBook) {
        self.book = book
        started = book.clock.now
    }

    /// `GET /`; 503 while loading, with a page that says so.
    @Sendable
    func page(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        guard AcceptHeader(request.headers[.accept]).allowsHTML else { return .empty(.notAcceptable) }
        let page = RegistryPage(book: book, started: started)
        return Self.document(
            page.html, type: "text/html; charset=utf-8", status: page.isLoaded ? .ok : .serviceUnavailable)
    }

    /// `GET /registry/style.css`
    @Sendable
    func style(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        Self.document(PageStyle.text, type: "text/css; charset=utf-8", status: .ok)
    }

    private static func document(_ text: String, type: String, status: HTTPResponse.Status) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        // What is registered is not ours: even if some of it got through as markup, nothing may run, load or be sent.
        headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        headers[.xContentTypeOptions] = "nosniff"
        headers[.referrerPolicy] = "no-referrer"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
