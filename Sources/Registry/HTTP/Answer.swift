import Eureka
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

/// What a client is told, before it is put into the types of the way it goes out by.
struct Answer: Sendable {
    var status: HTTPResponse.Status
    /// Nil: no body at all, on which Eureka's clients insist for 204, 403, 404 and a renewed lease.
    var body: ByteBuffer?
    /// What the body is written in.
    var format: WireFormat = .json
    var isCompressed = false
    /// Up to where the registry's changes are in it.
    var revision: Int64?
    var etag: String?

    static func empty(_ status: HTTPResponse.Status, revision: Int64? = nil, etag: String? = nil) -> Answer {
        Answer(status: status, revision: revision, etag: etag)
    }

    static func document(_ body: ByteBuffer, _ format: WireFormat, revision: Int64? = nil) -> Answer {
        Answer(status: .ok, body: body, format: format, revision: revision)
    }

    /// The answer as Hummingbird takes it from a route.
    var response: Response {
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return Response(status: status, headers: fields, body: body.map(ResponseBody.init(byteBuffer:)) ?? .init())
    }

    /// The head of the answer as NIO writes it.
    func head(date: String) -> HTTPResponseHead {
        var headers = headers
        headers.append(("Date", date))
        return HTTPResponseHead(
            version: .http1_1, status: .init(statusCode: status.code), headers: HTTPHeaders(headers))
    }

    private var headers: [(String, String)] {
        var headers: [(String, String)] = []
        headers.reserveCapacity(6)
        if status != .noContent, status != .notModified {
            headers.append(("Content-Length", String(body?.readableBytes ?? 0)))
        }
        if body != nil {
            headers.append(("Content-Type", format == .json ? "application/json" : "application/xml"))
            if isCompressed { headers.append(("Content-Encoding", "gzip")) }
        }
        if let revision { headers.append(("X-Bluegreen-Revision", String(revision))) }
        if let etag { headers.append(("ETag", etag)) }
        return headers
    }
}
