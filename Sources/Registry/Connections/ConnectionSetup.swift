import NIOCore
import NIOHTTP1

/// Puts the deadlines and the immediate answers into a new connection, or closes it when its address has too many; then
/// it leaves.
final class ConnectionSetup: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let connections: ConnectionGuard
    private let answers: ImmediateAnswers

    init(_ connections: ConnectionGuard, answers: ImmediateAnswers) {
        self.connections = connections
        self.answers = answers
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard connections.admit(context.channel) else { return context.close(promise: nil) }
        let pipeline = context.pipeline.syncOperations
        let deadline = RequestDeadline(connections)
        do {
            // Before the decoder to see the first byte, and behind it to see the last.
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(ImmediateHandler(answers, deadline), position: .after(decoder))
            try pipeline.addHandler(deadline, position: .first)
            pipeline.removeHandler(self, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }
}
