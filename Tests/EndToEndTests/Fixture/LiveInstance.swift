import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix
import RolloutCore

/// An application server of a test: says who it is, and whether it is well.
final class LiveInstance: Sendable {
    let id: String
    let color: Color
    private let channel = NIOLockedValueBox<(any Channel)?>(nil)
    private let state = NIOLockedValueBox(State())

    private struct State {
        var requests = 0
        var scrapes = 0
        var isWell = true
        var isWellForProxy = true
        /// Of so many requests one is answered with an error.
        var errorEvery: Int?
        var delay: TimeAmount = .zero

        var isError: Bool { errorEvery.map { requests.isMultiple(of: $0) } ?? false }
    }

    init(_ id: String, _ color: Color) {
        self.id = id
        self.color = color
    }

    var port: Int { channel.withLockedValue { $0?.localAddress?.port } ?? 1 }

    /// How many requests it got, without health checks.
    var requests: Int { state.withLockedValue { $0.requests } }

    /// How often it was asked for its metrics.
    var scrapes: Int { state.withLockedValue { $0.scrapes } }

    /// What Prometheus is told.
    private var exposition: String { "# TYPE http_requests_total counter\nhttp_requests_total \(requests)\n" }

    /// What HAProxy's health check is told; everybody else is told that it is well.
    func setWell(forProxy isWell: Bool) { state.withLockedValue { $0.isWellForProxy = isWell } }

    /// What every health check is told.
    func setWell(_ isWell: Bool) { state.withLockedValue { $0.isWell = isWell } }

    /// Answers one of so many requests with an error, and is well all the same.
    func setError(every count: Int?) { state.withLockedValue { $0.errorEvery = count } }

    /// How long it thinks about each request.
    func setDelay(_ delay: TimeAmount) { state.withLockedValue { $0.delay = delay } }

    func start() async throws {
        let bound = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(instance: self))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        channel.withLockedValue { $0 = bound }
    }

    func stop() async { try? await channel.withLockedValue { $0 }?.close() }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let instance: LiveInstance
        private var head: HTTPRequestHead?

        init(instance: LiveInstance) { self.instance = instance }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): self.head = head
            case .body: break
            case .end: answer(context)
            }
        }

        private func answer(_ context: ChannelHandlerContext) {
            guard let head else { return }
            let isCheck = head.uri == "/health" || head.uri == "/metrics"
            let isProxy = head.headers.first(name: "Host") == "bluegreen"
            let (isWell, delay) = instance.state.withLockedValue { state in
                if !isCheck { state.requests += 1 }
                if head.uri == "/metrics" { state.scrapes += 1 }
                let isWell = state.isWell && (!isProxy || state.isWellForProxy)
                return (isCheck ? isWell : !state.isError, isCheck ? .zero : state.delay)
            }
            let body = ByteBuffer(string: head.uri == "/metrics" ? instance.exposition : instance.id)
            let response = HTTPResponseHead(
                version: .http1_1, status: isWell ? .ok : .internalServerError,
                headers: ["Content-Length": "\(body.readableBytes)", "Content-Type": "text/plain"])
            let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
            let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: delay) {
                let context = loopBound.value
                context.write(handler.value.wrapOutboundOut(.head(response)), promise: nil)
                context.write(handler.value.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
                context.writeAndFlush(handler.value.wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
