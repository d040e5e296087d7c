import HTTPTypes

/// What a request needs, by the pattern of its path and its method. Whatever is not listed needs `operator`.
enum RequiredRight: Hashable, Sendable {
    /// Nothing: what monitoring calls.
    case none
    /// Known credentials, whatever they are for: the answer tells nothing.
    case credentials
    case right(Right.Kind)

    /// - Parameter endpoint: The pattern of the path that was matched; nil when there is none (404).
    init(_ method: HTTPRequest.Method, _ endpoint: String?) {
        guard let endpoint, method != .options else {
            self = .credentials
            return
        }
        self = Self.listed(method, endpoint) ?? .right(.operator)
    }

    /// Nil when nobody has thought of it.
    static func listed(_ method: HTTPRequest.Method, _ endpoint: String) -> RequiredRight? {
        table[endpoint]?[method == .head ? .get : method]
    }

    private typealias Methods = [HTTPRequest.Method: RequiredRight]

    private static let table: [String: Methods] = {
        var table = others
        for mount in RouteTable.mounts {
            for (path, methods) in eureka { table[mount + path] = methods }
        }
        return table
    }()

    /// Eureka's own paths, below each mount.
    private static let eureka: [String: Methods] = [
        "/apps": [.get: .right(.read)],
        "/apps/{app}": [.get: .right(.read), .post: .right(.register)],
        "/apps/{app}/{id}": [.get: .right(.read), .put: .right(.register), .delete: .right(.register)],
        "/apps/{app}/{id}/status": [.put: .right(.status), .delete: .right(.status)],
        "/apps/{app}/{id}/metadata": [.put: .right(.status)],
        "/instances": [.get: .right(.read)],
        "/instances/{id}": [.get: .right(.read)],
        "/vips/{vip}": [.get: .right(.read)],
        "/svips/{vip}": [.get: .right(.read)],
        "/peerreplication/batch": [.post: .right(.peer)],
        "/asg/{name}/status": [.put: .right(.peer)],
        "/status": [.get: .right(.read)],
    ]

    private static let others: [String: Methods] = [
        "/": [.get: .right(.read)],
        "/feeds/traefik": [.get: .right(.read)],
        "/healthz": [.get: .none],
        "/metrics": [.get: .none],
        "/prometheus/sd": [.get: .right(.read)],
        "/readyz": [.get: .none],
        "/registry/brake/release": [.post: .right(.operator)],
        "/registry/changes": [.get: .right(.read)],
        "/registry/gateways": [.get: .right(.read)],
        "/registry/gateways/{name}": [.put: .right(.gateway)],
        "/registry/readers": [.get: .right(.read)],
        "/registry/readers/{address}": [.delete: .right(.operator)],
        "/registry/renewals": [.post: .right(.peer)],
        "/registry/state": [.get: .right(.read)],
        "/registry/style.css": [.get: .right(.read)],
        "/registry/watch": [.get: .right(.read)],
        "/v3/discovery:endpoints": [.post: .right(.read)],
    ]
}
