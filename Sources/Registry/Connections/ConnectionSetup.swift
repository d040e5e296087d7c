import NIOCore
import NIOHTTP1

/// Puts the deadlines into a new connection, or closes it when its address has too many; then it leaves.
final class ConnectionSetup: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let connections: ConnectionGuard

    init(_ connections: ConnectionGuard) {
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard connections.admit(context.channel) else { return context.close(promise: nil) }
        let pipeline = context.pipeline.syncOperations
        let deadline = RequestDeadline(connections)
        do {
            // Before the decoder to see the first byte, and behind it to see the last.
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(RequestBoundaries(deadline), position: .after(decoder))
            try pipeline.addHandler(deadline, position: .first)
            pipeline.removeHandler(self, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }
}
