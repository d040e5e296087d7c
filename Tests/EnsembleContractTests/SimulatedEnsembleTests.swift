import Simulation
import Testing
import ZooKeeper

@Suite("A simulated ensemble has servers that lag, majorities that get lost and sessions that expire")
struct SimulatedEnsembleTests {
    private static let noTime = Duration.zero

    private func opened(
        _ ensemble: inout SimulatedEnsemble, on server: Int = 0, at now: Duration = .zero
    ) throws -> SessionID {
        let session = ensemble.open(timeout: .seconds(10), on: server, at: now)
        return try #require(session)
    }

    private func answer(
        _ request: SimulatedEnsemble.Request, _ session: SessionID, _ ensemble: inout SimulatedEnsemble
    ) -> WireSession.Outcome {
        let answer = ensemble.submit(request, from: session, at: Self.noTime)
        ensemble.receive(answer, on: session)
        return answer.outcome
    }

    @Test func readsAtALaggingServerAreStaleUntilSync() throws {
        var ensemble = SimulatedEnsemble(servers: 3)
        let writer = try opened(&ensemble, on: 2)
        let reader = try opened(&ensemble, on: 0)
        ensemble.holdBack(0)
        _ = answer(.create("/a", [1], .persistent), writer, &ensemble)
        #expect(answer(.stat("/a", watch: true), reader, &ensemble) == .failure(.init(.noNode)))
        #expect(ensemble.takeEvents(of: reader) == [])
        #expect(ensemble.backlog(of: 0) == 1)
        #expect(answer(.sync("/"), reader, &ensemble) == .success(.done))
        #expect(ensemble.takeEvents(of: reader) == [ZNodeEvent(.created, "/a")])
        #expect((try? answer(.stat("/a", watch: false), reader, &ensemble).get()) != nil)
    }

    @Test func aWriteIsAnsweredByAServerThatHasAppliedIt() throws {
        var ensemble = SimulatedEnsemble(servers: 3)
        let other = try opened(&ensemble, on: 1)
        let session = try opened(&ensemble, on: 0)
        ensemble.holdBack(0)
        _ = answer(.create("/a", nil, .persistent), other, &ensemble)
        #expect(answer(.create("/a/b", nil, .persistent), session, &ensemble) == .success(.created("/a/b")))
        #expect(ensemble.backlog(of: 0) == 0)
        #expect((try? answer(.get("/a", watch: false), session, &ensemble).get()) != nil)
    }

    @Test func aSessionNeverGoesBackInTime() throws {
        var ensemble = SimulatedEnsemble(servers: 3)
        let session = try opened(&ensemble, on: 2)
        ensemble.holdBack(0)
        let created = ensemble.submit(.create("/a", nil, .persistent), from: session, at: Self.noTime)
        ensemble.disconnect(session)
        // The answer was lost: the client has not seen the new state, and may be shown the old one.
        #expect(ensemble.connect(session, to: 0, at: Self.noTime) == .accepted)
        #expect(answer(.get("/a", watch: false), session, &ensemble) == .failure(.init(.noNode)))
        ensemble.receive(created, on: session)
        #expect(ensemble.connect(session, to: 0, at: Self.noTime) == .behind)
        #expect(ensemble.connect(session, to: 1, at: Self.noTime) == .accepted)
        ensemble.advance(0, by: 1)
        #expect(ensemble.connect(session, to: 0, at: Self.noTime) == .accepted)
    }

    @Test func withoutAMajorityNobodyIsServedAndNobodyExpires() throws {
        var ensemble = SimulatedEnsemble(servers: 3)
        let session = try opened(&ensemble, on: 0)
        _ = answer(.create("/e", nil, .ephemeral), session, &ensemble)
        ensemble.cutOff(2, at: .seconds(1))
        #expect(ensemble.connect(session, to: 0, at: .seconds(1)) == .accepted)
        ensemble.cutOff(1, at: .seconds(2))
        #expect(!ensemble.hasQuorum)
        #expect(ensemble.server(of: session) == nil)
        #expect(answer(.get("/e", watch: false), session, &ensemble) == .failure(.init(.connectionLoss)))
        #expect(ensemble.connect(session, to: 0, at: .seconds(3)) == .unreachable)
        #expect(ensemble.open(timeout: .seconds(10), on: 0, at: .seconds(3)) == nil)
        #expect(ensemble.expireSessions(at: .seconds(3600)) == [])
        ensemble.restore(1, at: .seconds(3600))
        // A new leader gives everybody the full timeout again.
        #expect(ensemble.expireSessions(at: .seconds(3609)) == [])
        #expect(ensemble.connect(session, to: 1, at: .seconds(3609)) == .accepted)
        #expect(ensemble.znode("/e")?.stat.ephemeralOwner == session)
    }

    @Test func aSessionExpiresAtTheTickAfterItsTimeout() throws {
        var ensemble = SimulatedEnsemble(servers: 1)
        let session = try opened(&ensemble, at: .seconds(1))
        let other = try opened(&ensemble, at: .seconds(1))
        _ = answer(.create("/e", nil, .ephemeral), other, &ensemble)
        ensemble.heartbeat(session, at: .seconds(1))
        ensemble.heartbeat(other, at: .seconds(4))
        #expect(ensemble.nextExpiry == .seconds(12))
        #expect(ensemble.expireSessions(at: .milliseconds(11_999)) == [])
        #expect(ensemble.expireSessions(at: .seconds(12)) == [session])
        #expect(ensemble.isAlive(other))
        #expect(ensemble.connect(session, to: 0, at: .seconds(12)) == .expired)
        #expect(ensemble.expireSessions(at: .seconds(16)) == [other])
        #expect(ensemble.znode("/e") == nil)
    }

    @Test func aLaggingServerDoesNotKnowThatASessionIsOver() throws {
        var ensemble = SimulatedEnsemble(servers: 3)
        let session = try opened(&ensemble, on: 0)
        _ = answer(.create("/e", nil, .ephemeral), session, &ensemble)
        ensemble.holdBack(0)
        ensemble.expire(session, at: Self.noTime)
        #expect(ensemble.heartbeat(session, at: Self.noTime) == .accepted)
        #expect((try? answer(.get("/e", watch: false), session, &ensemble).get()) != nil)
        #expect(answer(.set("/e", [1], ifVersion: nil), session, &ensemble) == .failure(.init(.sessionExpired)))
        #expect(ensemble.server(of: session) == nil)
    }

    @Test func watchesAreSetAgainAtTheNextServer() throws {
        var ensemble = SimulatedEnsemble(servers: 3)
        let writer = try opened(&ensemble, on: 2)
        let session = try opened(&ensemble, on: 0)
        for path: ZNodePath in ["/same", "/set", "/gone"] {
            _ = answer(.create(path, nil, .persistent), writer, &ensemble)
            _ = answer(.get(path, watch: true), session, &ensemble)
        }
        _ = answer(.children("/set", watch: true), session, &ensemble)
        _ = answer(.stat("/new", watch: true), session, &ensemble)
        // The answer gets lost with the connection: the client knows of no such watch.
        _ = ensemble.submit(.stat("/lost", watch: true), from: session, at: Self.noTime)
        ensemble.disconnect(session)
        _ = answer(.set("/set", [1], ifVersion: nil), writer, &ensemble)
        _ = answer(.delete("/gone", ifVersion: nil), writer, &ensemble)
        _ = answer(.create("/new", nil, .persistent), writer, &ensemble)
        _ = answer(.create("/lost", nil, .persistent), writer, &ensemble)
        #expect(ensemble.connect(session, to: 1, at: Self.noTime) == .accepted)
        let events = [ZNodeEvent(.dataChanged, "/set"), ZNodeEvent(.deleted, "/gone"), ZNodeEvent(.created, "/new")]
        #expect(ensemble.takeEvents(of: session) == events)
        _ = answer(.create("/set/child", nil, .persistent), writer, &ensemble)
        _ = answer(.set("/same", nil, ifVersion: nil), writer, &ensemble)
        let later = [ZNodeEvent(.childrenChanged, "/set"), ZNodeEvent(.dataChanged, "/same")]
        #expect(ensemble.takeEvents(of: session) == later)
    }
}
