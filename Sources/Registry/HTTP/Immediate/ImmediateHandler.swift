import NIOCore
import NIOHTTP1

/// On one connection: answers what can be answered at once, and passes on everything else, in order. Tells the deadline
/// where requests and answers begin and end.
final class ImmediateHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let answers: ImmediateAnswers
    private let deadline: RequestDeadline
    private var address = ""
    /// A head that is answered here if no body follows it.
    private var held: HTTPRequestHead?
    private var hasWritten = false
    private var date = HTTPDate()

    init(_ answers: ImmediateAnswers, _ deadline: RequestDeadline) {
        self.answers = answers
        self.deadline = deadline
    }

    func handlerAdded(context: ChannelHandlerContext) {
        address = context.remoteAddress?.ipAddress ?? ""
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            deadline.progress.requestBegan()
            // An answer from here must not overtake an earlier one, and a client that does not read its answers is for
            // whoever waits until it does.
            if deadline.progress.isAllAnswered, context.channel.isWritable, answers.mayAnswer(head) {
                held = head
            } else {
                passOn(head, context)
            }
        case .body:
            passOnHeld(context)
            context.fireChannelRead(data)
        case .end(let trailers):
            deadline.progress.requestEnded()
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

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head: deadline.progress.answerBegan()
        case .body: break
        case .end: deadline.progress.answerEnded()
        }
        context.write(data, promise: promise)
    }

    private func passOnHeld(_ context: ChannelHandlerContext) {
        guard let head = held else { return }
        held = nil
        passOn(head, context)
    }

    private func passOn(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        var head = head
        // Hummingbird goes by the header alone, and an HTTP/1.0 client would wait for the end of the connection.
        if head.version == .http1_0, !head.isKeepAlive { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    private func write(_ answer: Answer, _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(answer.head(date: date.now))), promise: nil)
        if let body = answer.body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
        deadline.progress.answerBegan()
        deadline.progress.answerEnded()
        hasWritten = true
    }
}
