import Agent
import Eureka
import Hummingbird

/// `POST /eureka/setStatus`, as instances of the original system answer it: form fields `instanceId` and `status`.
struct SetStatusRoute: Sendable {
    let holder: AgentHolder

    /// Two short fields.
    private static let bodyLimit = 16 * 1024

    func mount(on router: Router<BasicRequestContext>) {
        router.post("/eureka/setStatus") { request, _ in
            let body = try await request.body.collect(upTo: Self.bodyLimit)
            let form = Self.fields(String(buffer: body))
            guard let id = form["instanceId"], let status = form["status"] else {
                return Self.response(.badRequest, "the form fields instanceId and status are needed\n")
            }
            let epoch = request.headers.first { $0.name.canonicalName == "x-bluegreen-epoch" }.flatMap {
                Int64($0.value)
            }
            let answer = await holder.setStatus(instanceID: id, status: status, epoch: epoch)
            return Self.response(.init(code: answer.httpStatus), "")
        }
    }

    /// `a=b&c=d` with percent-encoding; the first of two fields of one name counts.
    static func fields(_ form: String) -> [String: String] {
        let pairs = form.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? PercentCoding.decoded(parts[1], plusIsSpace: true) : ""
            return (PercentCoding.decoded(parts[0], plusIsSpace: true), value)
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private static func response(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
