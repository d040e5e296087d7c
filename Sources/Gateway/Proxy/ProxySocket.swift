import NIOCore
import NIOPosix

/// HAProxy's runtime socket. Each command has a connection of its own, so that no answer is taken for another's.
struct ProxySocket: Sendable {
    let path: String
    /// For one command, its answer included.
    var timeout: Duration = .seconds(3)

    /// Larger answers are refused: some 30,000 servers.
    static let maximumAnswer = 32 << 20

    /// How everything is now.
    func read() async throws -> ProxyReading {
        var answers: [String] = []
        for command in ProxyReading.commands { answers.append(try await send(command)) }
        return try ProxyReading(info: answers[0], state: answers[1], statistics: answers[2])
    }

    /// Sends one line, and returns the answer without the blanks around it.
    func send(_ line: String) async throws -> String {
        try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask { try await exchange(line) }
            group.addTask {
                try await Task.sleep(for: timeout, clock: .continuous)
                throw ProxyAnswerError("HAProxy does not answer within \(timeout) on \(path)")
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw CancellationError() }
            return answer
        }
    }

    private func exchange(_ line: String) async throws -> String {
        let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
        do {
            channel = try await ClientBootstrap(group: NIOSingletons.posixEventLoopGroup)
                .connect(unixDomainSocketPath: path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw ProxyAnswerError("cannot connect to \(path): \(error)")
        }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: line + "\n"))
            var answer = ByteBuffer()
            for try await part in inbound {
                answer.writeImmutableBuffer(part)
                guard answer.readableBytes <= Self.maximumAnswer else {
                    throw ProxyAnswerError("the answer to \(line) is too large")
                }
            }
            let text = String(buffer: answer)
            return String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        }
    }
}
