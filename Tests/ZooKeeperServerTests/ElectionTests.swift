import Logging
import NIOConcurrencyHelpers
import TestSupport
import Testing
import ZooKeeper

@Suite(.serialized, .timeLimit(.minutes(3))) struct ElectionTests {
    @Test func oneLeadsAndTheOtherFollows() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration(prefix: "/el")) { first in
                try await withClient(server.configuration(prefix: "/el")) { second in
                    let a = Candidate("a", first)
                    let b = Candidate("b", second)
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { try await a.run() }
                        try await eventually { a.leadership != nil }
                        group.addTask { try await b.run() }
                        try await eventually { b.follows == "a" }
                        #expect(b.leadership == nil)
                        #expect(a.leadership?.epoch == 1)
                        #expect(a.leadership?.holds(for: .milliseconds(100)) == true)
                        #expect(a.leadership?.holds(for: .seconds(10)) == false)
                        #expect(try await first.get("/leader")?.text == "a")
                        var change = Transaction()
                        change.create("/record", [1])
                        #expect(try await a.leadership?.commit(change) == [.created("/record")])
                        let refused = await failure { try await a.leadership?.commit(change) }
                        #expect(refused?.code == .nodeExists)
                        #expect(refused?.failedOperation == 0)
                        group.cancelAll()
                        try await group.waitForAll()
                        let left = try await first.get("/leader")
                        #expect(left == nil, "both resigned")
                    }
                }
            }
        }
    }

    @Test func anotherTakesOverAndTheFenceHolds() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration()) { second in
                let b = Candidate("b", second)
                let a = NIOLockedValueBox<Candidate?>(nil)
                try await withThrowingTaskGroup(of: Void.self) { followers in
                    try await withClient(server.configuration()) { first in
                        let leader = Candidate("a", first)
                        a.withLockedValue { $0 = leader }
                        try await withThrowingTaskGroup(of: Void.self) { leaders in
                            leaders.addTask { try await leader.run() }
                            try await eventually { leader.leadership != nil }
                            followers.addTask { try await b.run() }
                            try await eventually { b.follows == "a" }
                            // Somebody steals the leadership as a wiped session would lose it.
                            let old = leader.leadership
                            try await second.delete("/leader")
                            try await eventually("another leads") {
                                [leader.leadership?.epoch, b.leadership?.epoch].contains(2)
                            }
                            var change = Transaction()
                            change.create("/record", [1])
                            let refused = await failure { try await old?.commit(change) }
                            #expect(refused?.code == .deposed)
                            let fence = old?.fence() ?? Transaction()
                            let bare = await failure { try await second.commit(fence) }
                            #expect(bare?.failedOperation == 0)
                            #expect(try await second.get("/record") == nil)
                            leaders.cancelAll()
                            try await leaders.waitForAll()
                        }
                    }
                    try await eventually { (b.leadership?.epoch ?? 0) >= 2 && b.leadership?.holds(for: .zero) == true }
                    followers.cancelAll()
                    try await followers.waitForAll()
                }
            }
        }
    }

    @Test func leaseLapsesBeforeTheSessionDoes() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration(sessionTimeout: .seconds(3))) { client in
                let a = Candidate("a", client)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await a.run() }
                    try await eventually { a.leadership?.holds(for: .milliseconds(500)) == true }
                    let old = a.leadership
                    let frozen = ContinuousClock.now
                    server.suspend()
                    try await eventually("the body was cancelled") { a.endings == 1 }
                    let took = ContinuousClock.now - frozen
                    #expect(took < .milliseconds(2600), "two thirds of 3 s, and scheduling")
                    #expect(old?.holds(for: .zero) == false)
                    await expect(.deposed) { try await old?.commit(Transaction()) }
                    server.resume()
                    try await eventually("it leads again") { a.leadership?.holds(for: .zero) == true }
                    #expect((a.leadership?.epoch ?? 0) >= (old?.epoch ?? 0))
                    group.cancelAll()
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test func lostConnectionAloneDoesNotDepose() async throws {
        var options = ZooKeeperServer.Options()
        options.tick = 2000
        try await withZooKeeper(options) { server in
            try await withClient(server.configuration(sessionTimeout: .seconds(30))) { client in
                let a = Candidate("a", client)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await a.run() }
                    try await eventually { a.leadership?.holds(for: .seconds(15)) == true }
                    let epoch = a.leadership?.epoch
                    let start = ContinuousClock.now
                    await server.kill()
                    try await server.start()
                    try await eventually(within: .seconds(40)) {
                        if case .connected = client.currentState { true } else { false }
                    }
                    let away = ContinuousClock.now - start
                    try await eventually { a.leadership?.holds(for: .seconds(15)) == true }
                    #expect((a.leadership?.epoch ?? 0) >= (epoch ?? 0))
                    // A server that is just starting may take a connection and not answer on it; the library then waits
                    // two thirds of the session timeout, which is as long as the lease.
                    if away < .seconds(14) {
                        #expect(a.endings == 0, "connected again after \(away)")
                        #expect(a.leadership?.epoch == epoch)
                    }
                    group.cancelAll()
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test func leadsAgainOnANewSession() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration(sessionTimeout: .seconds(1))) { client in
                let a = Candidate("a", client)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await a.run() }
                    try await eventually { a.leadership != nil }
                    let old = a.leadership
                    try await expire(server, client)
                    try await eventually { (a.leadership?.epoch ?? 0) > (old?.epoch ?? 0) }
                    #expect(a.leadership?.session != old?.session)
                    #expect(a.overlaps == 0)
                    group.cancelAll()
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test func standsAgainAfterTheBodyReturned() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration(sessionTimeout: .seconds(1))) { client in
                let epochs = NIOLockedValueBox<[Int64]>([])
                let election = LeaderElection(
                    client: client, leaderPath: "/leader", epochPath: "/bluegreen/epoch", candidate: "a",
                    logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        try await election.run(
                            onFollowing: { _ in },
                            { leadership in
                                epochs.withLockedValue { $0.append(leadership.epoch) }
                            })
                    }
                    try await eventually { epochs.withLockedValue { $0.count } >= 3 }
                    group.cancelAll()
                    try await group.waitForAll()
                }
                #expect(epochs.withLockedValue { $0.prefix(3) } == [1, 2, 3])
            }
        }
    }

    @Test func bodysErrorEndsTheCandidacy() async throws {
        struct Broken: Error {}
        try await withZooKeeper { server in
            try await withClient(server.configuration()) { client in
                let election = LeaderElection(
                    client: client, leaderPath: "/leader", epochPath: "/bluegreen/epoch", candidate: "a",
                    logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
                await #expect(throws: Broken.self) {
                    try await election.run(onFollowing: { _ in }, { _ in throw Broken() })
                }
                let left = try await client.get("/leader")
                #expect(left == nil)
            }
        }
    }
}
