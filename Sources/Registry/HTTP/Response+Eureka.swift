import Eureka
import HTTPTypes
import Hummingbird

extension Response {
    /// A status and nothing else: what Eureka's clients insist on for 204, 403, 404 and a renewed lease.
    static func empty(_ status: HTTPResponse.Status, revision: Int64? = nil, allow: String? = nil) -> Response {
        var headers = HTTPFields()
        if status != .noContent, status != .notModified { headers[.contentLength] = "0" }
        if let revision { headers[.bluegreenRevision] = String(revision) }
        if let allow { headers[.allow] = allow }
        return Response(status: status, headers: headers)
    }

    static func document(
        _ body: ByteBuffer,
        _ format: WireFormat,
        status: HTTPResponse.Status = .ok,
        revision: Int64? = nil,
        etag: String? = nil,
        isCompressed: Bool = false
    ) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = format == .json ? "application/json" : "application/xml"
        if let revision { headers[.bluegreenRevision] = String(revision) }
        if let etag { headers[.eTag] = etag }
        if isCompressed { headers[.contentEncoding] = "gzip" }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }

    /// The refusal of a registration in Eureka's words.
    static func refusal(_ text: String, _ format: WireFormat) -> Response {
        .document(ByteBuffer(string: text), format, status: .badRequest)
    }

    static func unparsable(_ format: WireFormat) -> Response {
        refusal(
            format == .json
                ? #"{"error": "cannot parse request body"}"#
                : "<error><message>cannot parse request body</message></error>",
            format
        )
    }
}

extension Request {
    /// The path parameter as the client meant it.
    func parameter(_ name: String, _ context: RegistryRequestContext) -> String {
        PercentCoding.pathSegment(context.parameters.get(name) ?? "")
    }
}
