import NIOCore
import NIOPosix

/// HAProxy's stats socket: one command a connection, answered until the connection ends.
struct HAProxySocket: Sendable {
    let path: String

    /// A few thousand servers.
    private static let answerLimit = 8 << 20

    /// The answer to a command, in time.
    func answer(to command: String, within deadline: Duration) async throws -> String {
        try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask { try await exchange(command) }
            group.addTask {
                try await Task.sleep(for: deadline, clock: .continuous)
                throw InFlightError("HAProxy did not answer in \(deadline)")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? ""
        }
    }

    private func exchange(_ command: String) async throws -> String {
        let channel = try await ClientBootstrap(group: NIOSingletons.posixEventLoopGroup)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: command + "\n"))
            var answer = ByteBuffer()
            for try await var part in inbound {
                guard answer.readableBytes + part.readableBytes <= Self.answerLimit else {
                    throw InFlightError("HAProxy's answer is too long")
                }
                answer.writeBuffer(&part)
            }
            return String(buffer: answer)
        }
    }
}
