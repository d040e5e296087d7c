import NIOCore
import NIOPosix

/// Stands between the controller and the registry, passes bytes on as they are, and notes when each call came and when
/// its answer had passed.
struct Relay {
    private let channel: any Channel

    /// The port it listens on.
    var port: Int { channel.localAddress?.port ?? 0 }

    /// Listens on a free port of 127.0.0.1 and passes on to `target`.
    static func start(target: Int, log: ExchangeLog) async throws -> Relay {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RequestSide(target: target, log: log))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return Relay(channel: channel)
    }

    func close() async throws { try await channel.close() }
}

/// The controller's side of one connection. HTTP/1.1 without pipelining: bytes after an answer begin the next call.
private final class RequestSide: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let target: Int
    private let log: ExchangeLog
    private let calls: ExchangeLog.Connection
    private var registry: (any Channel)?

    init(target: Int, log: ExchangeLog) {
        self.target = target
        self.log = log
        calls = ExchangeLog.Connection(log: log)
    }

    func channelActive(context: ChannelHandlerContext) {
        let controller = context.channel
        let calls = calls
        let bootstrap = ClientBootstrap(group: context.eventLoop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AnswerSide(controller: controller, calls: calls))
                }
            }
        bootstrap.connect(host: "127.0.0.1", port: target).assumeIsolated().whenComplete { result in
            guard case .success(let channel) = result else { return controller.close(promise: nil) }
            self.registry = channel
            controller.setOption(.autoRead, value: true).whenFailure { _ in controller.close(promise: nil) }
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        calls.asked(bytes)
        registry?.writeAndFlush(bytes, promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { registry?.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// The registry's side of one connection.
private final class AnswerSide: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let controller: any Channel
    private let calls: ExchangeLog.Connection

    init(controller: any Channel, calls: ExchangeLog.Connection) {
        self.controller = controller
        self.calls = calls
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        calls.answered()
        controller.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { controller.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
