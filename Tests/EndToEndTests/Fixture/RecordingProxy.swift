import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1

/// Stands between controllers and a registry, so that a test sees, from outside, what was sent and in which order.
final class RecordingProxy: Sendable {
    /// One call that passed through, in the order of the answers.
    enum Event: Sendable, Hashable {
        case change(StatusCall, code: UInt)
        /// One instance, or (nil) a whole app, was read.
        case read(instance: String?)
    }

    struct StatusCall: Sendable, Hashable {
        let instance: String
        let status: String
        let epoch: String?
    }

    typealias Hook = @Sendable (_ number: Int, _ call: StatusCall) async -> Void

    private struct State {
        var events: [Event] = []
        var changes = 0
        var before: Hook?
        var after: Hook?
        var isGenuine = false
    }

    private let target: String
    private let state = NIOLockedValueBox(State())

    init(target: String) {
        self.target = target
    }

    var events: [Event] { state.withLockedValue { $0.events } }

    /// The status changes that the registry accepted, in their order.
    var accepted: [StatusCall] {
        events.compactMap { if case .change(let call, 200) = $0 { call } else { nil } }
    }

    func forget() {
        state.withLockedValue {
            $0.events = []
            $0.changes = 0
        }
    }

    /// Answers from now on only what a genuine Eureka does.
    func hideOwnPaths() { state.withLockedValue { $0.isGenuine = true } }

    /// Called around the n-th status change (from 1), which waits for it.
    func onChange(before: Hook? = nil, after: Hook? = nil) {
        state.withLockedValue {
            $0.before = before
            $0.after = after
        }
    }

    /// Serves on a free port until `body` returns.
    func serve<Result: Sendable>(_ body: @escaping @Sendable (_ port: Int) async throws -> Result) async throws
        -> Result
    {
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        let router = Router()
        router.on("**", method: .get) { request, _ in try await self.forward(request) }
        router.on("**", method: .put) { request, _ in try await self.forward(request) }
        router.on("**", method: .delete) { request, _ in try await self.forward(request) }
        let app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { told.yield($0.localAddress?.port ?? 0) }, logger: Self.silent)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                try await app.run()
                return nil
            }
            group.addTask {
                for await port in ports { return try await body(port) }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    private func forward(_ request: Request) async throws -> Response {
        if request.uri.path.hasPrefix("/registry/"), state.withLockedValue({ $0.isGenuine }) {
            return Response(status: .notFound)
        }
        let call = Self.statusCall(request)
        var number = 0
        if let call {
            let (count, hook) = state.withLockedValue { state in
                state.changes += 1
                return (state.changes, state.before)
            }
            number = count
            await hook?(number, call)
        }
        var outgoing = HTTPClientRequest(url: target + request.uri.description)
        outgoing.method = .init(rawValue: request.method.rawValue)
        for field in request.headers where field.name != .connection {
            outgoing.headers.add(name: field.name.rawName, value: field.value)
        }
        // Passed on as it is: this client would ask for a compressed answer by itself, and unpack it.
        if request.headers[.acceptEncoding] == nil {
            outgoing.headers.replaceOrAdd(name: "Accept-Encoding", value: "identity")
        }
        let incoming = try await HTTPClient.shared.execute(outgoing, timeout: .seconds(30))
        let body = try await incoming.body.collect(upTo: 16 << 20)
        let event: Event? =
            call.map { .change($0, code: incoming.status.code) } ?? Self.read(request)
        let hook = state.withLockedValue { state in
            if let event { state.events.append(event) }
            return state.after
        }
        if let call, incoming.status.code == 200 { await hook?(number, call) }
        var headers = HTTPFields()
        for header in incoming.headers where !["content-length", "connection"].contains(header.name.lowercased()) {
            guard let name = HTTPField.Name(header.name) else { continue }
            headers.append(HTTPField(name: name, value: header.value))
        }
        return Response(
            status: .init(code: Int(incoming.status.code)), headers: headers, body: .init(byteBuffer: body))
    }

    /// `/eureka/apps/APP/ID/status?value=X`
    private static func statusCall(_ request: Request) -> StatusCall? {
        let parts = request.uri.path.split(separator: "/")
        guard request.method == .put, parts.count == 5, parts[4] == "status" else { return nil }
        let epoch = HTTPField.Name("X-Bluegreen-Epoch").flatMap { request.headers[$0] }
        return StatusCall(
            instance: String(parts[3]), status: request.uri.queryParameters.get("value") ?? "", epoch: epoch)
    }

    private static let silent = Logger(label: "proxy") { _ in SwiftLogNoOpLogHandler() }

    /// What is asked beside Eureka's protocol reads no instance.
    private static func read(_ request: Request) -> Event? {
        let parts = request.uri.path.split(separator: "/")
        guard parts.first == "eureka" else { return nil }
        return .read(instance: parts.count == 4 ? String(parts[3]) : nil)
    }
}
