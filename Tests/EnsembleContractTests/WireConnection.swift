import NIOCore
import NIOPosix

/// A connection to a server: whole packets out, whole packets in.
struct WireConnection {
    private let channel: any Channel
    private var incoming: AsyncStream<ByteBuffer>.Iterator
    private var received = ByteBuffer()

    /// Connects to a port of 127.0.0.1.
    init(port: Int) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { $0.pipeline.addHandler(Forwarding(continuation: continuation)) }
            .connect(host: "127.0.0.1", port: port)
            .get()
        incoming = stream.makeAsyncIterator()
    }

    func send(_ packet: ByteBuffer) async throws {
        var frame = ByteBuffer()
        frame.writeInteger(Int32(packet.readableBytes))
        frame.writeImmutableBuffer(packet)
        try await channel.writeAndFlush(frame)
    }

    mutating func receive() async throws -> ByteBuffer {
        while true {
            if let count = received.getInteger(at: received.readerIndex, as: Int32.self),
                received.readableBytes >= Int(count) + 4
            {
                received.moveReaderIndex(forwardBy: 4)
                if let frame = received.readSlice(length: Int(count)) { return frame }
            }
            guard var next = await incoming.next(isolation: #isolation) else {
                throw WireFault(description: "the server hung up")
            }
            received.discardReadBytes()
            received.writeBuffer(&next)
        }
    }

    /// Breaks the connection off; the session lives on.
    func hangUp() async {
        try? await channel.close()
    }

    private final class Forwarding: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        let continuation: AsyncStream<ByteBuffer>.Continuation

        init(continuation: AsyncStream<ByteBuffer>.Continuation) { self.continuation = continuation }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            continuation.yield(unwrapInboundIn(data))
        }

        func channelInactive(context: ChannelHandlerContext) {
            continuation.finish()
        }
    }
}
