import Simulation
import Testing
import ZooKeeper

@Suite("A simulated session loses what it is told to lose")
struct SimulatedSessionTests {
    @Test func aLostAnswerLeavesTheOutcomeUnknown() async throws {
        let ensemble = SharedEnsemble()
        let session = try ensemble.openSession()
        session.loseNext(.request)
        let notSent = await failure { try await session.create("/a", nil) }
        #expect(notSent?.code == .connectionLoss)
        #expect(notSent?.outcome == .unknown)
        #expect(try await session.get("/a") == nil)
        session.loseNext(.answer)
        let notAnswered = await failure { try await session.create("/a", nil) }
        #expect(notAnswered?.outcome == .unknown)
        #expect(try await session.get("/a") != nil)
    }

    @Test func observersSeeWhatHappenedDuringAPartition() async throws {
        let ensemble = SharedEnsemble()
        let session = try ensemble.openSession()
        let other = try ensemble.openSession()
        var values = session.observe("/n").makeAsyncIterator()
        #expect(await values.next() == .some(nil))
        session.partition()
        #expect(session.currentState == .suspended(session.id))
        try await other.create("/n", [1])
        session.heal()
        #expect(await values.next()??.data == [1])
    }

    @Test func aPartitionedSessionLearnsLateThatItIsOver() async throws {
        let ensemble = SharedEnsemble()
        let session = try ensemble.openSession()
        var states = session.states.makeAsyncIterator()
        #expect(await states.next() == .connected(session.id))
        session.partition()
        ensemble.advance(by: .seconds(60))
        #expect(!ensemble.snapshot.isAlive(session.id))
        #expect(session.currentState == .suspended(session.id))
        await expect(.notConnected) { try await session.get("/") }
        session.heal()
        await expect(.sessionExpired) { try await session.get("/") }
        #expect(await states.next() == .suspended(session.id))
        #expect(await states.next() == .lost(session.id))
        #expect(await states.next() == nil)
    }
}
