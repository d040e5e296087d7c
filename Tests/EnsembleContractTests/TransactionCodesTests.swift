import Simulation
import TestSupport
import Testing
import ZooKeeper

@Suite("A real server tells the code of each operation of a refused transaction", .timeLimit(.minutes(2)))
struct TransactionCodesTests {
    @Test func onlyOneOperationIsToBlame() async throws {
        try await withZooKeeper { server in
            try await WireSession.with(port: server.port) { session in
                var transaction = Transaction()
                transaction.create("/a", nil)
                transaction.check("/nowhere")
                transaction.create("/a", nil)
                transaction.delete("/nowhere")
                let outcome = try await session.ask(.commit(transaction))
                #expect(outcome == .failure(.init(.noNode, failedOperation: 1)))
                #expect(session.lastCodes == [0, -101, -2, -2])
                try await session.close()
            }
        }
    }
}
