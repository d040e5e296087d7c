import TestSupport
import Testing
import ZooKeeper

@Suite(.serialized, .timeLimit(.minutes(2))) struct OperationTests {
    @Test func readsWhatWasWritten() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration(prefix: "/crud/deep")) { client in
                #expect(try await client.get("/a") == nil)
                #expect(try await client.stat(of: "/a") == nil)
                #expect(try await client.children(of: "/a") == nil)
                #expect(try await client.create("/a", [1, 2]) == "/a")
                #expect(try await client.get("/a")?.data == [1, 2])
                let stat = try await client.set("/a", [3], ifVersion: ZNodeVersion(rawValue: 0))
                #expect(stat.version == ZNodeVersion(rawValue: 1))
                await expect(.badVersion) { try await client.set("/a", [4], ifVersion: ZNodeVersion(rawValue: 0)) }
                await expect(.nodeExists) { try await client.create("/a", []) }
                await expect(.noNode) { try await client.create("/x/y", []) }
                try await client.createPath("/p/q/r")
                #expect(try await client.children(of: "/p/q")?.names == ["r"])
                await expect(.notEmpty) { try await client.delete("/p/q") }
                try await client.delete("/p/q/r")
                try await client.sync("/p")
                #expect(try await client.children(of: "/p/q")?.names == [])
                #expect(try await client.children(of: "/")?.names == ["a", "p"])
            }
            try await withClient(server.configuration()) { client in
                let seen = try await client.get("/crud/deep/a")
                #expect(seen?.data == [3])
            }
        }
    }

    @Test func nullIsNotEmpty() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration()) { client in
                try await client.create("/null", nil)
                try await client.create("/empty", [])
                #expect(try await client.get("/null")?.data == nil)
                #expect(try await client.get("/empty")?.data == [])
                try await client.set("/empty", nil)
                try await client.set("/null", [])
                #expect(try await client.get("/empty")?.data == nil)
                #expect(try await client.get("/null")?.data == [])
            }
        }
    }

    @Test func serverCompletesSequentialNames() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration(prefix: "/seq")) { client in
                let first = try await client.create("/r-", [], mode: .persistentSequential)
                let second = try await client.create("/r-", [], mode: .ephemeralSequential)
                #expect(first == "/r-0000000000")
                #expect(second == "/r-0000000001")
                #expect(try await client.stat(of: second)?.ephemeralOwner != nil)
                await expect(.noChildrenForEphemerals) { try await client.create(second.appending("x"), nil) }
            }
        }
    }

    @Test func transactionsAreAllOrNothing() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration(prefix: "/multi")) { client in
                var good = Transaction()
                good.create("/a", nil)
                good.create("/a/r-", [7], mode: .persistentSequential)
                good.set("/a", [])
                good.check("/a", version: ZNodeVersion(rawValue: 1))
                let results = try await client.commit(good)
                #expect(results.first == .created("/a"))
                #expect(results[1] == .created("/a/r-0000000000"))
                #expect(results[3] == .checked)
                #expect(try await client.get("/a")?.data == [])

                var bad = Transaction()
                bad.set("/a", [9])
                bad.create("/b", [])
                bad.check("/a", version: ZNodeVersion(rawValue: 7))
                bad.delete("/a")
                let error = await failure { try await client.commit(bad) }
                #expect(error?.code == .badVersion)
                #expect(error?.failedOperation == 2)
                #expect(error?.path == "/a")
                #expect(error?.outcome == .notApplied)
                #expect(try await client.get("/a")?.data == [])
                #expect(try await client.get("/b") == nil)
                #expect(try await client.commit(Transaction()) == [])
            }
        }
    }

    @Test func oversizedRequestsAreRefused() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration()) { client in
                let big = [UInt8](repeating: 1, count: 1_000_001)
                await expect(.payloadTooLarge) { try await client.create("/big", big) }
                var many = Transaction()
                many.create("/one", [UInt8](repeating: 1, count: 600_000))
                many.create("/two", [UInt8](repeating: 1, count: 600_000))
                await expect(.payloadTooLarge) { try await client.commit(many) }
                try await client.create("/fits", [UInt8](repeating: 1, count: 999_000))
                #expect(try await client.get("/fits")?.data?.count == 999_000)
            }
        }
    }
}
