import NIOCore
import NIOHTTP1

/// On one connection: answers what can be answered at once, and passes on everything else, in order.
final class ImmediateHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let answers: ImmediateAnswers
    private var address = ""
    /// A head that is answered here if no body follows it.
    private var held: HTTPRequestHead?
    /// Requests passed on and not answered yet; an answer from here must not overtake theirs.
    private var passedOn = 0
    private var hasWritten = false
    private var date = HTTPDate()

    init(answers: ImmediateAnswers) { self.answers = answers }

    func handlerAdded(context: ChannelHandlerContext) {
        address = context.remoteAddress?.ipAddress ?? ""
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            // A client that does not read its answers is for whoever waits until it does.
            if passedOn == 0, context.channel.isWritable, answers.mayAnswer(head) {
                held = head
            } else {
                passOn(head, context)
            }
        case .body:
            passOnHeld(context)
            context.fireChannelRead(data)
        case .end(let trailers):
            if let head = held, trailers == nil, let answer = answers.answer(head, address: address) {
                held = nil
                write(answer, context)
            } else {
                passOnHeld(context)
                context.fireChannelRead(data)
            }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if hasWritten {
            hasWritten = false
            context.flush()
        }
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Silent while an answer is being made, as with a long poll, is not idle.
        if event is IdleStateHandler.IdleStateEvent, passedOn == 0 { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { passedOn -= 1 }
        context.write(data, promise: promise)
    }

    private func passOnHeld(_ context: ChannelHandlerContext) {
        guard let head = held else { return }
        held = nil
        passOn(head, context)
    }

    private func passOn(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        passedOn += 1
        var head = head
        // Hummingbird goes by the header alone, and an HTTP/1.0 client would wait for the end of the connection.
        if head.version == .http1_0, !head.isKeepAlive { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    private func write(_ answer: Answer, _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(answer.head(date: date.now))), promise: nil)
        if let body = answer.body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
        hasWritten = true
    }
}
