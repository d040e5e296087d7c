import TestSupport
import Testing
import ZooKeeper

@Suite("A session whose client ended without closing it", .serialized, .timeLimit(.minutes(2)))
struct SessionTicketTests {
    @Test("goes on in the client that has its ticket, with everything ephemeral untouched")
    func resumed() async throws {
        try await withZooKeeper { server in
            // A client that is not connected cannot close its session.
            let (ticket, before) = try await withClient(server.configuration(sessionTimeout: .seconds(10))) { client in
                try await client.create("/e", [1], mode: .ephemeral)
                let stat = try await client.stat(of: "/e")
                await server.kill()
                try await eventually { if case .suspended = client.currentState { true } else { false } }
                return (try #require(client.ticket), stat)
            }
            #expect(before?.ephemeralOwner == ticket.id)
            try await server.start()
            var configuration = try server.configuration(sessionTimeout: .seconds(10))
            configuration.resuming = ticket
            try await withClient(server.configuration()) { watcher in
                try await withClient(configuration) { client in
                    try await eventually { client.currentState == .connected(ticket.id) }
                    #expect(client.ticket == ticket)
                    #expect(try await client.stat(of: "/e") == before)
                }
                // Nobody told this client to keep the session.
                let left = try await watcher.get("/e")
                #expect(left == nil)
            }
        }
    }

    @Test("is followed by a new one when the servers do not know it any more")
    func over() async throws {
        try await withZooKeeper { server in
            let ticket = try #require(
                SessionTicket(id: SessionID(rawValue: 4711), password: Array(repeating: 0, count: 16)))
            var configuration = try server.configuration()
            configuration.resuming = ticket
            try await withClient(configuration) { client in
                try await client.create("/n", [1])
                #expect(client.ticket != nil)
                #expect(client.ticket?.id != ticket.id)
            }
        }
    }
}
