import NIOCore
import NIOHTTP1

/// Puts the deadlines and the immediate answers into a new connection, or closes it when its address has too many; then
/// it leaves.
final class ConnectionSetup: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let connections: ConnectionGuard
    private let answers: ImmediateAnswers
    private let idleTimeout: TimeAmount

    init(_ connections: ConnectionGuard, answers: ImmediateAnswers, idleTimeout: TimeAmount) {
        self.connections = connections
        self.answers = answers
        self.idleTimeout = idleTimeout
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard connections.admit(context.channel) else { return context.close(promise: nil) }
        let pipeline = context.pipeline.syncOperations
        let deadline = RequestDeadline(connections)
        do {
            // Before the decoder to see the first byte, and behind it to see the last.
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let behind: [any ChannelHandler] = [RequestBoundaries(deadline), ImmediateHandler(answers: answers)]
            try pipeline.addHandlers(behind, position: .after(decoder))
            try pipeline.addHandlers([deadline, IdleStateHandler(allTimeout: idleTimeout)], position: .first)
            pipeline.removeHandler(self, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }
}
