import Logging
import NIOConcurrencyHelpers
import TestSupport
import Testing
import ZooKeeper

@Suite(.serialized, .timeLimit(.minutes(2))) struct PersistentEphemeralTests {
    private func keeper(
        _ client: ZooKeeperClient,
        data: [UInt8] = [1],
        replaceOwn: @escaping @Sendable (ZNode) -> Bool = { _ in false }
    ) -> PersistentEphemeral {
        var logger = Logger(label: "keeper")
        logger.logLevel = .error
        return PersistentEphemeral(
            client: client, path: "/blue/i-1", data: data, logger: logger, replaceOwn: replaceOwn)
    }

    @Test func comesBackAfterSessionLoss() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration(prefix: "/app", sessionTimeout: .seconds(1))) { client in
                let keeper = keeper(client)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await keeper.run() }
                    try await eventually { keeper.isPresent }
                    let first = try await client.get("/blue/i-1")
                    #expect(first?.data == [1])
                    keeper.update([2])
                    try await eventually { try await client.get("/blue/i-1")?.data == [2] }
                    try await expire(server, client)
                    try await eventually {
                        let again = try await client.get("/blue/i-1")
                        return again?.data == [2] && again?.stat.ephemeralOwner != first?.stat.ephemeralOwner
                    }
                    try await client.delete("/blue/i-1")
                    try await eventually { try await client.get("/blue/i-1")?.data == [2] }
                    group.cancelAll()
                    try await group.waitForAll()
                    let left = try await client.get("/blue/i-1")
                    #expect(left == nil, "removed at the end")
                }
            }
        }
    }

    @Test func replacesOwnLeftOverAndWaitsForStrangers() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration()) { other in
                try await other.createPath("/blue")
                try await other.create("/blue/i-1", [7], mode: .ephemeral)
                try await withClient(server.configuration()) { client in
                    let polite = keeper(client, data: [8])
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { try await polite.run() }
                        try await eventually { try await client.children(of: "/") != nil }
                        #expect(!polite.isPresent)
                        #expect(try await client.get("/blue/i-1")?.data == [7])
                        group.cancelAll()
                        try await group.waitForAll()
                    }
                    let bold = keeper(client, data: [8], replaceOwn: { $0.data == [7] })
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { try await bold.run() }
                        try await eventually { bold.isPresent }
                        #expect(try await other.get("/blue/i-1")?.data == [8])
                        group.cancelAll()
                        try await group.waitForAll()
                    }
                }
            }
        }
    }
}
