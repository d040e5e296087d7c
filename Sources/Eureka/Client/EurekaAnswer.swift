import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1

/// What a server said, body included.
struct EurekaAnswer: Sendable {
    /// Larger answers are refused: some 50,000 instances.
    static let maximumBodySize = 64 * 1024 * 1024

    let status: Int
    let headers: HTTPHeaders
    let body: ByteBuffer

    var etag: String? { headers.first(name: "ETag") }
    var revision: Int64? { headers.first(name: "X-Bluegreen-Revision").flatMap { Int64($0) } }

    /// Throws the error an answer stands for, unless it is the one wanted.
    func expect(_ wanted: Int) throws(EurekaError) {
        switch status {
        case wanted: return
        case 401, 403: throw EurekaError(.notPermitted, "the registry answered \(status)", status: status)
        case 404: throw EurekaError(.notFound, "the registry does not know the instance", status: status)
        case 409: throw EurekaError(.staleEpoch, "the registry refused the epoch", status: status)
        case 503: throw EurekaError(.unavailable, "the registry cannot do this now", status: status)
        default: throw EurekaError(.unexpectedStatus, "the registry answered \(status)", status: status)
        }
    }

    func decoded<Value>(_ decode: (ByteBufferView) throws(WireError) -> Value) throws(EurekaError) -> Value {
        do {
            return try decode(body.readableBytesView)
        } catch {
            throw EurekaError(.malformedAnswer, error.description, status: status)
        }
    }

    /// Sends the request and reads the whole answer within `timeout`; the HTTP client's own deadline ends at the head.
    static func fetch(
        _ request: HTTPClientRequest,
        httpClient: HTTPClient,
        timeout: Duration,
        logger: Logger
    ) async throws(EurekaError) -> EurekaAnswer {
        do {
            return try await withThrowingTaskGroup(of: EurekaAnswer?.self) { group in
                group.addTask {
                    let response = try await httpClient.execute(request, timeout: .init(timeout), logger: logger)
                    let body = try await response.body.collect(upTo: maximumBodySize)
                    return EurekaAnswer(status: Int(response.status.code), headers: response.headers, body: body)
                }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let answer = first else {
                    throw HTTPClientError.deadlineExceeded
                }
                return answer
            }
        } catch {
            throw EurekaError(error, isCancelled: Task.isCancelled)
        }
    }
}

extension EurekaError {
    /// What went wrong below HTTP, without the URL.
    init(_ error: any Error, isCancelled: Bool) {
        if isCancelled || error is CancellationError {
            self.init(.cancelled, "the call was cancelled")
        } else if error is NIOTooManyBytesError {
            self.init(.malformedAnswer, "the answer is too large")
        } else if let error = error as? HTTPClientError {
            switch error {
            case .deadlineExceeded, .readTimeout, .writeTimeout, .connectTimeout, .getConnectionFromPoolTimeout,
                .tlsHandshakeTimeout:
                self.init(.timedOut, "no answer in time")
            case .cancelled: self.init(.cancelled, "the call was cancelled")
            default: self.init(.connection, error.shortDescription)
            }
        } else {
            self.init(.connection, "the registry cannot be reached")
        }
    }
}
