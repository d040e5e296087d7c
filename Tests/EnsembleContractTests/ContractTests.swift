import Coordination
import RolloutCore
import Testing
import ZooKeeper

@Suite("A session keeps the same contract, simulated or real", .oneServer, .timeLimit(.minutes(3)))
struct ContractTests {
    @Test(arguments: Ground.allCases) func ephemeralsGoWithTheirSession(_ ground: Ground) async throws {
        try await Pair.with(ground) { pair in
            try await pair.first.create("/a", nil)
            try await pair.first.create("/a/e", [1], mode: .ephemeral)
            let numbered = try await pair.first.create("/a/s-", nil, mode: .ephemeralSequential)
            try await pair.second.create("/a/mine", nil, mode: .ephemeral)
            guard case .connected(let id) = pair.first.currentState else {
                Issue.record("not connected")
                return
            }
            #expect(numbered == "/a/s-0000000001")
            #expect(try await pair.second.stat(of: "/a/e")?.ephemeralOwner == id)
            #expect(try await pair.second.stat(of: "/a/mine")?.ephemeralOwner != id)
            let before = try #require(try await pair.second.stat(of: "/a"))
            try await pair.endFirst()
            let after = try #require(try await pair.second.children(of: "/a"))
            #expect(after.names == ["mine"])
            #expect(after.stat.pzxid > before.pzxid)
            #expect(after.stat.mzxid == before.mzxid)
            let over = await failure { try await pair.first.get("/a") }
            #expect(over?.isSessionOver == true)
        }
    }

    @Test(arguments: Ground.allCases) func namesAreNumberedByChildrenEverCreated(_ ground: Ground) async throws {
        try await Pair.with(ground) { pair in
            try await pair.first.create("/p", nil)
            try await pair.first.create("/p/a", nil)
            let second = try await pair.first.create("/p/n-", nil, mode: .persistentSequential)
            #expect(second == "/p/n-0000000001")
            try await pair.first.delete(second)
            try await pair.first.delete("/p/a")
            #expect(try await pair.second.create("/p/other-", nil, mode: .ephemeralSequential) == "/p/other-0000000002")
            // A refused creation takes no number.
            await expect(.nodeExists) { try await pair.second.create("/p/other-0000000002", nil) }
            #expect(try await pair.second.create("/p/", from: "x") == "/p/x0000000003")
        }
    }

    @Test(arguments: Ground.allCases) func versionsCountSettings(_ ground: Ground) async throws {
        try await Pair.with(ground) { pair in
            try await pair.first.create("/v", [1])
            let first = try await pair.first.set("/v", [2], ifVersion: ZNodeVersion(rawValue: 0))
            #expect(first.version == ZNodeVersion(rawValue: 1))
            let stale = await failure { try await pair.second.set("/v", [3], ifVersion: ZNodeVersion(rawValue: 0)) }
            #expect(stale?.code == .badVersion)
            #expect(stale?.path == "/v")
            #expect(stale?.outcome == .notApplied)
            let refused = await failure { try await pair.second.delete("/v", ifVersion: ZNodeVersion(rawValue: 0)) }
            #expect(refused?.code == .badVersion)
            #expect(try await pair.first.get("/v")?.data == [2])
            try await pair.second.delete("/v", ifVersion: ZNodeVersion(rawValue: 1))
            try await pair.second.create("/v", nil)
            #expect(try await pair.first.stat(of: "/v")?.version == ZNodeVersion(rawValue: 0))
        }
    }

    @Test(arguments: Ground.allCases) func refusalsSayWhy(_ ground: Ground) async throws {
        try await Pair.with(ground) { pair in
            let session = pair.first
            try await session.createPath("/p/q")
            try await session.create("/p/e", nil, mode: .ephemeral)
            await expect(.notEmpty) { try await session.delete("/p") }
            // The version is looked at before the children.
            let version = await failure { try await session.delete("/p", ifVersion: ZNodeVersion(rawValue: 7)) }
            #expect(version?.code == .badVersion)
            await expect(.noChildrenForEphemerals) { try await session.create("/p/e/x", nil) }
            await expect(.noNode) { try await session.create("/x/y", nil) }
            await expect(.noNode) { try await session.set("/x", nil) }
            await expect(.noNode) { try await session.delete("/x") }
            await expect(.nodeExists) { try await session.create("/p", nil, mode: .ephemeral) }
            #expect(try await session.get("/x") == nil)
            #expect(try await session.stat(of: "/x") == nil)
            #expect(try await session.children(of: "/x") == nil)
        }
    }

    @Test(arguments: Ground.allCases) func transactionsAreAllOrNothing(_ ground: Ground) async throws {
        try await Pair.with(ground) { pair in
            var good = Transaction()
            good.create("/a", nil)
            good.create("/a/r-", [7], mode: .persistentSequential)
            good.set("/a", [], ifVersion: ZNodeVersion(rawValue: 0))
            good.check("/a", version: ZNodeVersion(rawValue: 1))
            let results = try await pair.first.commit(good)
            let stat = try #require(try await pair.second.stat(of: "/a"))
            #expect(results == [.created("/a"), .created("/a/r-0000000000"), .set(stat), .checked])
            #expect(stat.czxid == stat.mzxid, "one step")
            var bad = Transaction()
            bad.delete("/a/r-0000000000")
            bad.set("/a", [9])
            bad.create("/b", [])
            bad.check("/a", version: ZNodeVersion(rawValue: 7))
            bad.delete("/nowhere")
            let error = await failure { try await pair.first.commit(bad) }
            #expect(error?.code == .badVersion)
            #expect(error?.failedOperation == 3)
            #expect(error?.path == "/a")
            #expect(error?.outcome == .notApplied)
            #expect(try await pair.second.get("/a")?.stat == stat)
            #expect(try await pair.second.get("/b") == nil)
            #expect(try await pair.first.create("/a/r-", nil, mode: .persistentSequential) == "/a/r-0000000001")
            #expect(try await pair.first.commit(Transaction()) == [])
        }
    }

    @Test(arguments: Ground.allCases) func dataHasALimitAndNullIsNotEmpty(_ ground: Ground) async throws {
        try await Pair.with(ground) { pair in
            let session = pair.first
            try await session.create("/null", nil)
            try await session.create("/empty", [])
            #expect(try await session.get("/null")?.data == nil)
            #expect(try await session.get("/empty")?.data == [])
            #expect(try await session.get("/empty")?.stat.dataLength == 0)
            let big = [UInt8](repeating: 1, count: 1_000_001)
            await expect(.payloadTooLarge) { try await session.create("/big", big) }
            var many = Transaction()
            many.create("/one", [UInt8](repeating: 1, count: 600_000))
            many.set("/empty", [UInt8](repeating: 1, count: 600_000))
            await expect(.payloadTooLarge) { try await session.commit(many) }
            var long = Transaction()
            for _ in 0...Transaction.operationLimit { long.check("/null") }
            await expect(.payloadTooLarge) { try await session.commit(long) }
            try await session.set("/null", [UInt8](repeating: 1, count: 900_000))
            #expect(try await pair.second.stat(of: "/null")?.dataLength == 900_000)
        }
    }

    @Test(arguments: Ground.allCases) func observersFollowAValue(_ ground: Ground) async throws {
        try await Pair.with(ground) { pair in
            var values = pair.first.observe("/n").makeAsyncIterator()
            #expect(await values.next() == .some(nil))
            try await pair.second.create("/n", [1])
            #expect(await values.next()??.data == [1])
            try await pair.second.set("/n", [2])
            try await pair.second.set("/n", [3])
            var seen = await values.next()??.data
            if seen == [2] { seen = await values.next()??.data }
            #expect(seen == [3])
            try await pair.second.delete("/n")
            #expect(await values.next() == .some(nil))
            try await pair.second.create("/n", [3], mode: .ephemeral)
            #expect(await values.next()??.stat.ephemeralOwner != nil)
            try await pair.endFirst()
            #expect(await values.next() == .none)
        }
    }

    @Test(arguments: Ground.allCases) func observersFollowChildren(_ ground: Ground) async throws {
        try await Pair.with(ground) { pair in
            var children = pair.second.observeChildren(of: "/p").makeAsyncIterator()
            #expect(await children.next() == .some(nil))
            try await pair.second.create("/p", nil)
            #expect(await children.next()??.names == [])
            // Data is none of their business.
            try await pair.second.set("/p", [1])
            try await pair.first.create("/p/a", nil, mode: .ephemeral)
            #expect(await children.next()??.names == ["a"])
            try await pair.endFirst()
            #expect(await children.next()??.names == [])
        }
    }

    @Test(arguments: Ground.allCases) func storesWorkOnIt(_ ground: Ground) async throws {
        try await Pair.with(ground) { pair in
            let layout = ZNodeLayout(app: AppName(rawValue: "SHOP"), isRoot: true)
            let asking = IntentStore(layout: layout, session: pair.first)
            let revision = try await asking.ask(for: .green, by: "ci", comment: "release 7")
            let reading = IntentStore.reading(try await pair.second.get(layout.activeColor))
            #expect(reading == .asked(Intent(color: .green, revision: revision)))
            _ = try await asking.ask(for: .blue, by: "ops", comment: nil)
            let comments = try await IntentStore(layout: layout, session: pair.second).comments(upTo: revision)
            #expect(comments.request?.text == "release 7")
            #expect(comments.settled.count == 1)
        }
    }
}

extension ZooKeeperSession {
    fileprivate func create(_ folder: String, from name: String) async throws -> ZNodePath {
        try await create(ZNodePath(validating: folder + name), nil, mode: .persistentSequential)
    }
}
