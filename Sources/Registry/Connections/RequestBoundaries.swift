import NIOCore
import NIOHTTP1

/// Tells the deadline of its connection where requests and answers begin and end.
final class RequestBoundaries: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart

    private let deadline: RequestDeadline

    init(_ deadline: RequestDeadline) {
        self.deadline = deadline
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: deadline.progress.requestBegan()
        case .body: break
        case .end: deadline.progress.requestEnded()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head: deadline.progress.answerBegan()
        case .body: break
        case .end: deadline.progress.answerEnded()
        }
        context.write(data, promise: promise)
    }
}
