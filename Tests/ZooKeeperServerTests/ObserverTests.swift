import NIOConcurrencyHelpers
import TestSupport
import Testing
import ZooKeeper

@Suite(.serialized, .timeLimit(.minutes(2))) struct ObserverTests {
    @Test func neverLosesTheLastChange() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration()) { client in
                try await client.create("/n", Array("start".utf8))
                async let seen = collect(client.observe("/n"), until: "199")
                for index in 0..<200 { try await client.set("/n", Array("\(index)".utf8)) }
                let values = await seen
                #expect(values.last == "199")
                let numbers = values.compactMap { $0.flatMap { Int($0) } }
                #expect(numbers == numbers.sorted())
            }
        }
    }

    @Test func tellsAbsencePresenceAndDeletion() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration(prefix: "/obs")) { client in
                var values = client.observe("/n").makeAsyncIterator()
                #expect(await values.next() == .some(nil))
                try await client.create("/n", [1])
                #expect(await values.next()??.data == [1])
                try await client.delete("/n")
                #expect(await values.next() == .some(nil))
                try await client.create("/n", [1])
                #expect(await values.next()??.path == "/n")
            }
        }
    }

    @Test func followsChildren() async throws {
        try await withZooKeeper { server in
            try await withClient(server.configuration(prefix: "/kids")) { client in
                var children = client.observeChildren(of: "/p").makeAsyncIterator()
                #expect(await children.next() == .some(nil))
                try await client.create("/p", nil)
                #expect(await children.next()??.names == [])
                try await client.create("/p/b", nil)
                try await client.create("/p/a", nil)
                var names = await children.next()??.names
                if names?.count == 1 { names = await children.next()??.names }
                #expect(names == ["a", "b"])
                try await client.delete("/p/a")
                #expect(await children.next()??.names == ["b"])
            }
        }
    }

    @Test func endsWithTaskAndClient() async throws {
        try await withZooKeeper { server in
            let left = NIOLockedValueBox<AsyncStream<ZNode?>?>(nil)
            try await withClient(server.configuration()) { client in
                left.withLockedValue { $0 = client.observe("/left") }
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { for await _ in client.observe("/n") {} }
                    group.cancelAll()
                }
            }
            if let stream = left.withLockedValue({ $0 }) {
                for await _ in stream { Issue.record("the client is over") }
            }
        }
    }

    private func collect(_ stream: AsyncStream<ZNode?>, until last: String) async -> [String?] {
        var values: [String?] = []
        for await znode in stream {
            values.append(znode?.text)
            if znode?.text == last { break }
        }
        return values
    }
}
