import NIOCore
import NIOPosix

/// Asks each server of a connect string how it is, by the four-letter word `srvr`, which every server allows by default.
public struct EnsembleProbe: Sendable {
    private let servers: [String]
    private let deadline: Duration

    /// Asks `configuration`'s servers; `deadline` counts for each server, from connecting to the last byte; all are asked at once.
    public init(configuration: ZooKeeperClient.Configuration, deadline: Duration = .seconds(2)) {
        servers = configuration.servers
        self.deadline = deadline
    }

    /// One report a server, in the order of the connect string. Never fails: no answer is a report as well.
    public func reports() async -> [ServerReport] {
        await withTaskGroup(of: (Int, ServerReport).self) { group in
            for (index, server) in servers.enumerated() {
                group.addTask { (index, await report(of: server)) }
            }
            var reports: [(Int, ServerReport)] = []
            for await report in group { reports.append(report) }
            return reports.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func report(of server: String) async -> ServerReport {
        guard let colon = server.lastIndex(of: ":"), let port = Int(server[server.index(after: colon)...]) else {
            return ServerReport(server: server, mode: .unreachable, failure: "no port")
        }
        let limit = TimeAmount.nanoseconds(Int64(deadline / .nanoseconds(1)))
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let answer = loop.makePromise(of: String.self)
        let timer = loop.scheduleTask(in: limit) { answer.fail(ChannelError.connectTimeout(limit)) }
        answer.futureResult.whenComplete { _ in timer.cancel() }
        ClientBootstrap(group: loop)
            .connectTimeout(limit)
            .channelInitializer { channel in
                answer.futureResult.whenComplete { _ in channel.close(promise: nil) }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(FourLetterHandler(word: "srvr", answer: answer))
                }
            }
            .connect(host: String(server[..<colon]), port: port)
            .whenFailure { answer.fail($0) }
        do {
            return ServerReport(server: server, answer: try await answer.futureResult.get())
        } catch {
            return ServerReport(server: server, mode: .unreachable, failure: "\(error)")
        }
    }
}

/// Sends one word and collects text until the server closes.
private final class FourLetterHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let answerLimit = 65_536
    private let word: String
    private let answer: EventLoopPromise<String>
    private var text = ""

    init(word: String, answer: EventLoopPromise<String>) {
        self.word = word
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: word)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        if text.utf8.count > Self.answerLimit { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer.succeed(text)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answer.fail(error)
        context.close(promise: nil)
    }
}
