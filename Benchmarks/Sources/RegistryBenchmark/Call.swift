import NIOHTTP1

/// One HTTP call.
struct Call: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
    }

    let method: Method
    let path: String
    let body: [UInt8]?
    let acceptsGzip: Bool

    init(_ method: Method, _ path: String, body: [UInt8]? = nil, acceptsGzip: Bool = false) {
        self.method = method
        self.path = path
        self.body = body
        self.acceptsGzip = acceptsGzip
    }

    /// What is sent with it, as Eureka's clients do; wrk sends the same.
    var headers: [(name: String, value: String)] {
        [("Accept", "application/json")] + (acceptsGzip ? [("Accept-Encoding", "gzip")] : [])
    }

    var head: HTTPRequestHead {
        var head = HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: method.rawValue), uri: path)
        head.headers.add(name: "Host", value: "127.0.0.1")
        for (name, value) in headers { head.headers.add(name: name, value: value) }
        if let body {
            head.headers.add(name: "Content-Type", value: "application/json")
            head.headers.add(name: "Content-Length", value: "\(body.count)")
        }
        return head
    }
}

/// What was answered to a call.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]
    /// From the request's last byte written to the answer's last byte read.
    let took: Duration
    let end: ContinuousClock.Instant

    var isGzip: Bool { headers.first(name: "Content-Encoding") == "gzip" }
}
