import Eureka
import HTTPTypes
import Hummingbird
import NIOHTTP1

/// What the routes that are answered from memory look at in a request, whichever way it came in.
struct MemoryRequest: Sendable {
    /// The client's address without its port.
    var address: String
    /// False for HEAD, which reads nothing.
    var isGet: Bool
    var query: QueryPairs
    var accept: String?
    var acceptEncoding: String?
    var authorization: String?
    var clientRole: String?
    var eurekaAccept: String?
    /// What Netflix's own client calls its machine.
    var identity: String?
    var knownTag: String?
    var userAgent: String?

    init(_ request: Request, _ context: RegistryRequestContext) {
        address = context.remoteAddress
        isGet = request.method == .get
        query = request.queryPairs
        accept = request.headers[.accept]
        acceptEncoding = request.headers[.acceptEncoding]
        authorization = request.headers[.authorization]
        clientRole = request.headers[.bluegreenClient]
        eurekaAccept = request.headers[.eurekaAccept]
        identity = request.headers[.discoveryIdentity]
        knownTag = request.headers[.ifNoneMatch]
        userAgent = request.headers[.userAgent]
    }

    /// Nil when the head says that there is more to do than to look into memory and to answer.
    init?(_ head: HTTPRequestHead, query: some StringProtocol, address: String) {
        self.address = address
        isGet = head.method == .GET
        self.query = QueryPairs(parsing: query)
        for (name, value) in head.headers {
            switch name.lowercased() {
            case "accept": accept = accept.map { "\($0), \(value)" } ?? value
            case "accept-encoding": acceptEncoding = value
            case "authorization": authorization = value
            case "discoveryidentity-id": identity = value
            case "if-none-match": knownTag = value
            case "user-agent": userAgent = value
            case "x-bluegreen-client": clientRole = value
            case "x-eureka-accept": eurekaAccept = value
            case "content-length" where value != "0": return nil
            case "connection" where value.lowercased() != "keep-alive": return nil
            case "expect", "transfer-encoding", "upgrade", "x-netflix-discovery-replication": return nil
            default: break
            }
        }
    }

    /// The format wanted; nil when it is none of ours.
    var format: WireFormat? { AcceptHeader(accept).format }

    var form: ListingForm { eurekaAccept?.lowercased() == "compact" ? .compact : .full }

    var takesGzip: Bool {
        guard let acceptEncoding else { return false }
        return acceptEncoding == "gzip" || acceptEncoding.contains("gzip")
    }
}
