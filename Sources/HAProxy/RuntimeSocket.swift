import NIOCore
import NIOPosix

/// HAProxy's runtime socket. Each command has a connection of its own, so that no answer is taken for another's.
public struct RuntimeSocket: Sendable {
    private let path: String
    /// For one command, its answer included.
    private let timeout: Duration

    /// Larger answers are refused: some 30,000 servers.
    private static let maximumAnswer = 32 << 20

    /// The socket at that path; nothing is opened before a command is sent.
    public init(path: String, timeout: Duration = .seconds(3)) {
        self.path = path
        self.timeout = timeout
    }

    /// Sends one line, and returns the answer without the blanks around it.
    ///
    /// - Throws: `HAProxyError`, or what the connection failed with.
    public func send(_ line: String) async throws -> String {
        try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask { try await exchange(line) }
            group.addTask {
                try await Task.sleep(for: timeout, clock: .continuous)
                throw HAProxyError("HAProxy does not answer within \(timeout) on \(path)")
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
            throw HAProxyError("cannot connect to \(path): \(error)")
        }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: line + "\n"))
            var answer = ByteBuffer()
            for try await part in inbound {
                answer.writeImmutableBuffer(part)
                guard answer.readableBytes <= Self.maximumAnswer else {
                    throw HAProxyError("the answer to \(line) is too large")
                }
            }
            let text = String(buffer: answer)
            return String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        }
    }
}
