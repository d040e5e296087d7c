import NIOCore
import NIOHTTP1

/// Puts what belongs between the decoder and Hummingbird into a new connection; then it leaves.
final class ConnectionSetup: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let answers: ImmediateAnswers
    private let idleTimeout: TimeAmount

    init(answers: ImmediateAnswers, idleTimeout: TimeAmount) {
        self.answers = answers
        self.idleTimeout = idleTimeout
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        do {
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(ImmediateHandler(answers: answers), position: .after(decoder))
            try pipeline.addHandler(IdleStateHandler(allTimeout: idleTimeout), position: .first)
            pipeline.removeHandler(self, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }
}
