import NIOCore
import NIOHTTP1
import NIOPosix

/// A kept-alive connection; one call at a time. Times are taken on its event loop.
struct Connection: Sendable {
    /// Why a call has no answer.
    enum Failure: Error {
        case closed
        case late
    }

    private static let deadline: TimeAmount = .seconds(30)

    private let channel: any Channel

    static func open(port: Int) async throws -> Connection {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(.seconds(10))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(CallHandler(deadline: deadline))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return Connection(channel: channel)
    }

    static func open(_ count: Int, port: Int) async throws -> [Connection] {
        var connections: [Connection] = []
        for _ in 0..<count { connections.append(try await open(port: port)) }
        return connections
    }

    func send(_ call: Call) async throws -> Answer {
        let promise = channel.eventLoop.makePromise(of: Answer.self)
        channel.writeAndFlush(Exchange(call: call, promise: promise)).cascadeFailure(to: promise)
        return try await promise.futureResult.get()
    }

    func close() async { try? await channel.close() }
}

/// A call on its way through the pipeline.
private struct Exchange: Sendable {
    let call: Call
    let promise: EventLoopPromise<Answer>
}

private final class CallHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Exchange
    typealias OutboundOut = HTTPClientRequestPart

    private struct Pending {
        let promise: EventLoopPromise<Answer>
        let start: ContinuousClock.Instant
        let deadline: Scheduled<Void>
        var head: HTTPResponseHead?
        var body: [UInt8] = []
    }

    private let deadline: TimeAmount
    private var pending: Pending?

    init(deadline: TimeAmount) {
        self.deadline = deadline
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        precondition(pending == nil, "one call at a time")
        let channel = context.channel
        let answer = exchange.promise
        let late = context.eventLoop.scheduleTask(in: deadline) {
            answer.fail(Connection.Failure.late)
            channel.close(promise: nil)
        }
        context.write(wrapOutboundOut(.head(exchange.call.head)), promise: nil)
        if let body = exchange.call.body {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        }
        pending = Pending(promise: answer, start: .now, deadline: late)
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): pending?.head = head
        case .body(let bytes): pending?.body += bytes.readableBytesView
        case .end:
            guard let pending, let head = pending.head else { return context.close(promise: nil) }
            let now = ContinuousClock.now
            self.pending = nil
            pending.deadline.cancel()
            pending.promise.succeed(
                Answer(
                    status: Int(head.status.code), headers: head.headers, body: pending.body, took: now - pending.start,
                    end: now))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        pending?.deadline.cancel()
        pending?.promise.fail(Connection.Failure.closed)
        pending = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
