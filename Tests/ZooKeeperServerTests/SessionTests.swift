import Logging
import NIOConcurrencyHelpers
import TestSupport
import Testing
import ZooKeeper

@Suite(.serialized, .timeLimit(.minutes(3))) struct SessionTests {
    @Test func frozenServerMeetsTheDeadline() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration(sessionTimeout: .seconds(8))) { client in
                try await client.create("/a", nil)
                server.suspend()
                let start = ContinuousClock.now
                var error: ZooKeeperError?
                // A thread of the server may still have been running.
                try await eventually {
                    error = await failure {
                        try await client.withDeadline(.milliseconds(500)) { try await client.set("/a", []) }
                    }
                    return error != nil
                }
                #expect(error?.code == .timedOut, "\(error as Any)")
                #expect(error?.outcome == .unknown)
                #expect(error?.description.contains(server.connectString) == true)
                let read = await failure {
                    try await client.withDeadline(.milliseconds(200)) { try await client.get("/a") }
                }
                #expect(read?.outcome == .notApplied)
                #expect(ContinuousClock.now - start < .seconds(3))
                server.resume()
                try await eventually { try await client.get("/a") != nil }
            }
        }
    }

    @Test func refusedConnectionIsRetried() async throws {
        let port = try FreePort.allocate()[0]
        let server = try ZooKeeperServer(port: port)
        try await withClient(server.configuration()) { client in
            let error = await failure {
                try await client.withDeadline(.milliseconds(300)) { try await client.get("/") }
            }
            #expect(error?.code == .notConnected)
            #expect(error?.description.contains("127.0.0.1:\(port)") == true)
            do {
                try await server.start()
                try await eventually { try await client.get("/") != nil }
                await server.remove()
            } catch {
                await server.remove()
                throw error
            }
        }
    }

    @Test func unresolvableHostFailsByDeadline() async throws {
        let configuration = try ZooKeeperClient.Configuration(connectString: "no-such-host.invalid:2181")
        try await withClient(configuration) { client in
            let error = await failure { try await client.withDeadline(.seconds(1)) { try await client.get("/") } }
            #expect(error?.code == .notConnected)
            #expect(error?.description.contains("no-such-host.invalid") == true)
        }
    }

    @Test func expiredSessionIsFollowedByAnother() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration(sessionTimeout: .seconds(1))) { client in
                try await client.create("/n", [0])
                try await client.create("/e", nil, mode: .ephemeral)
                var values = client.observe("/n").makeAsyncIterator()
                #expect(await values.next()??.data == [0])
                let first = try await client.withSession { _ in client.currentState }
                let bound = NIOLockedValueBox<(any ZooKeeperSession)?>(nil)
                let ended = await failure {
                    try await client.withSession { session in
                        bound.withLockedValue { $0 = session }
                        try await expire(server, client)
                        try await Task.sleep(for: .seconds(60))
                    }
                }
                #expect(ended?.code == .sessionExpired)
                try await eventually { try await client.get("/e") == nil }
                #expect(client.currentState != first)
                if let session = bound.withLockedValue({ $0 }) {
                    await expect(.sessionExpired) { try await session.get("/n") }
                }
                try await client.set("/n", [1])
                #expect(await values.next()??.data == [1])
            }
        }
    }

    @Test func restartKeepsTheSession() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration(sessionTimeout: .seconds(10))) { client in
                try await client.create("/e", nil, mode: .ephemeral)
                let before = client.currentState
                await server.kill()
                try await eventually { if case .suspended = client.currentState { true } else { false } }
                try await server.start()
                try await eventually { client.currentState == before }
                let kept = try await client.get("/e")
                #expect(kept != nil)
            }
        }
    }

    @Test func closingAnswersEveryCaller() async throws {
        try await withZooKeeper { server in
            for _ in 0..<3 {
                let answered = NIOLockedValueBox(0)
                try await withThrowingTaskGroup(of: Void.self) { callers in
                    try await withClient(server.configuration()) { client in
                        try await eventually { try await client.get("/") != nil }
                        for index in 0..<2000 {
                            callers.addTask {
                                _ = try? await client.create("/", [UInt8(index % 256)])
                                _ = try? await client.get("/")
                                answered.withLockedValue { $0 += 1 }
                            }
                        }
                        try await eventually { answered.withLockedValue { $0 } > 10 }
                    }
                    try await callers.waitForAll()
                }
                #expect(answered.withLockedValue { $0 } == 2000)
            }
        }
    }

    @Test func manyRequestsAtOnceAreQueued() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration(sessionTimeout: .seconds(10), operationTimeout: .seconds(60))) {
                client in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<12_000 { group.addTask { _ = try await client.get("/") } }
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test func cancelledCallReturns() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration()) { client in
                try await client.create("/a", nil)
                server.suspend()
                try await withThrowingTaskGroup(of: ZooKeeperError?.self) { group in
                    group.addTask { await failure { try await client.set("/a", []) } }
                    group.cancelAll()
                    for try await error in group { #expect(error?.code == .cancelled) }
                }
                server.resume()
            }
        }
    }

    @Test func digestKeepsStrangersOut() async throws {
        try await withZooKeeper { server in
            let alice = Credential(user: "alice", password: "secret")
            try await withClient(server.configuration(credential: alice)) { client in
                try await client.create("/private", [1])
                try await client.create("/shown", [2], mode: .persistent, acl: .creatorAndWorldRead)
                try await client.create(
                    "/bobs", [3], mode: .persistent, acl: .digest(user: "bob", password: "b"))
                #expect(try await client.get("/private")?.data == [1])
                await expect(.noAuth) { try await client.get("/bobs") }
            }
            try await withClient(server.configuration()) { client in
                await expect(.noAuth) { try await client.get("/private") }
                await expect(.noAuth) { try await client.set("/shown", []) }
                let shown = try await client.get("/shown")
                #expect(shown?.data == [2])
                await expect(.invalidACL) {
                    try await client.create("/x", [], mode: .persistent, acl: .creatorOnly)
                }
            }
            let bob = Credential(user: "bob", password: "b")
            try await withClient(server.configuration(credential: bob)) { client in
                let znode = try await client.get("/bobs")
                #expect(znode?.data == [3])
            }
        }
    }

    @Test func statesTellTheStory() async throws {
        let seen = NIOLockedValueBox<[SessionState]>([])
        try await withZooKeeper { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await withClient(server.configuration()) { client in
                    group.addTask { for await state in client.states { seen.withLockedValue { $0.append(state) } } }
                    try await eventually { try await client.get("/") != nil }
                }
                try await group.waitForAll()
            }
        }
        let story = seen.withLockedValue { $0 }
        guard case .connected(let id)? = story.dropLast().last else {
            Issue.record("\(story)")
            return
        }
        #expect(story.last == .lost(id))
    }
}
