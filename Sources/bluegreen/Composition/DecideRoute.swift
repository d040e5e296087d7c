import Eureka
import Gateway
import HTTPTypes
import Hummingbird
import RolloutCore

/// `GET /decide/{app}`: 204 with the active color in a header, as nginx's `auth_request` reads it; 503 when none is known.
///
/// Any other status than 204 is never kept, so that a proxy goes on with what it had.
struct DecideRoute: Sendable {
    let gateway: DecidingGateway

    func mount(on router: Router<BasicRequestContext>) {
        router.get("/decide/{app}") { _, context in
            let app = PercentCoding.pathSegment(context.parameters.get("app") ?? "")
            guard let color = gateway.activeColor(of: app) else {
                let text = gateway.failure ?? "no instance of this app was ever UP"
                return Response(
                    status: .serviceUnavailable,
                    headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
            }
            var headers: HTTPFields = [.cacheControl: "max-age=\(DecidingGateway.maximumAge.components.seconds)"]
            if let name = HTTPField.Name("X-Active-Color") { headers[name] = color.rawValue }
            return Response(status: .noContent, headers: headers)
        }
    }
}
