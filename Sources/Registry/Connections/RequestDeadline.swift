import NIOCore

/// Cuts a connection whose request trickles in, whose answer is not taken, or that says nothing.
///
/// A request that arrives in one piece, as heartbeats do, costs no timer. Only while a request is incomplete there is one,
/// and another while an answer cannot be sent; the one for silence is set anew when it runs out. Answers that take long to
/// be made, as long polls and events do, are none of its business.
final class RequestDeadline: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    var progress = RequestProgress()
    private let connections: ConnectionGuard
    private var arrival: (check: Scheduled<Void>, whole: Int)?
    private var departure: Scheduled<Void>?
    private var silence: Scheduled<Void>?
    private var lastHeard = NIODeadline.now()

    private static let lateAnswer = "HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"

    init(_ connections: ConnectionGuard) {
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) { watchSilence(context, for: connections.idleDeadline) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastHeard = .now()
        progress.bytesArrived()
        context.fireChannelRead(data)
        // By now the decoder has told whether they completed a request.
        guard progress.isArriving || arrival != nil else { return }
        watchArrival(context)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        departure?.cancel()
        departure = nil
        if !context.channel.isWritable, context.channel.isActive {
            departure = context.eventLoop.assumeIsolated().scheduleTask(in: connections.idleDeadline) {
                self.connections.note(.answer, context.channel)
                context.close(promise: nil)
            }
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    private func watchArrival(_ context: ChannelHandlerContext) {
        if let arrival, arrival.whole == progress.whole { return }
        arrival?.check.cancel()
        arrival = nil
        guard progress.isArriving, context.channel.isActive else { return }
        let check = context.eventLoop.assumeIsolated().scheduleTask(in: connections.requestDeadline) {
            self.cut(context)
        }
        arrival = (check, progress.whole)
    }

    private func watchSilence(_ context: ChannelHandlerContext, for time: TimeAmount) {
        silence = context.eventLoop.assumeIsolated().scheduleTask(in: time) {
            // While an answer is being made nobody has anything to say.
            if !self.progress.isAllAnswered { self.lastHeard = .now() }
            let left = self.lastHeard + self.connections.idleDeadline - .now()
            guard left > .zero else { return context.close(promise: nil) }
            self.watchSilence(context, for: left)
        }
    }

    private func cut(_ context: ChannelHandlerContext) {
        arrival = nil
        connections.note(.request, context.channel)
        guard progress.mayBeAnswered else { return context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(string: Self.lateAnswer)), promise: nil)
        context.close(promise: nil)
    }

    private func stop() {
        arrival?.check.cancel()
        arrival = nil
        departure?.cancel()
        departure = nil
        silence?.cancel()
        silence = nil
    }
}
