import NIOConcurrencyHelpers
public import ServiceLifecycle
import ZooKeeper

/// Keeps the instance's member znode from its first good health until the agent is through.
///
/// A service of its own: listed before ``InstanceAgent``, it is shut down after it, so that the znode goes last.
public final class MemberPresence: Service {
    private let ephemeral: PersistentEphemeral
    private let isPublished = Gate()

    init(_ ephemeral: PersistentEphemeral) {
        self.ephemeral = ephemeral
    }

    /// Whether the znode was present when last looked at.
    public var isPresent: Bool { ephemeral.isPresent }

    func publish() {
        isPublished.open()
    }

    /// Waits for the first good health, then keeps the znode until shut down.
    public func run() async throws {
        let isEarly = NIOLockedValueBox(false)
        await withGracefulShutdownHandler {
            await isPublished.wait()
        } onGracefulShutdown: {
            isEarly.withLockedValue { $0 = true }
            self.isPublished.open()
        }
        guard !isEarly.withLockedValue({ $0 }), !Task.isCancelled else { return }
        try await ephemeral.run()
    }
}
