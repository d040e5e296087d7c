import Foundation
import Hummingbird
import NIOConcurrencyHelpers

/// A registry that remembers what it is told, on a port of its own.
struct RegistryDouble: Sendable {
    struct Memory {
        /// The claims registered, in order.
        var claims: [String] = []
        var heartbeats = 0
        var override: String?
        var isRegistered = false
        var metadata: [String: String] = [:]
    }

    let memory = NIOLockedValueBox(Memory())

    var now: Memory { memory.withLockedValue { $0 } }

    func forget() {
        memory.withLockedValue { $0.isRegistered = false }
    }

    /// Serves while `body` runs, which is given the base URL.
    func serving(_ body: @escaping @Sendable (String) async throws -> Void) async throws {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                continuation.yield(channel.localAddress?.port ?? 0)
                continuation.finish()
            }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            for await port in ports {
                try await body("http://127.0.0.1:\(port)/eureka")
            }
            group.cancelAll()
        }
    }

    private struct Registration: Decodable {
        struct Instance: Decodable {
            var status: String
            var metadata: [String: String]
        }
        var instance: Instance
    }

    private var router: Router<BasicRequestContext> {
        let memory = memory
        let router = Router()
        router.post("/eureka/apps/:app") { request, _ in
            let body = try await request.body.collect(upTo: 65_536)
            let instance = try JSONDecoder().decode(Registration.self, from: Data(body.readableBytesView)).instance
            memory.withLockedValue { memory in
                memory.claims.append(instance.status)
                memory.metadata = instance.metadata
                memory.isRegistered = true
            }
            return HTTPResponse.Status.noContent
        }
        router.put("/eureka/apps/:app/:id") { _, _ in
            memory.withLockedValue { memory in
                memory.heartbeats += 1
                return memory.isRegistered ? HTTPResponse.Status.ok : .notFound
            }
        }
        router.put("/eureka/apps/:app/:id/status") { request, _ in
            let value = request.uri.queryParameters["value"].map(String.init)
            memory.withLockedValue { $0.override = value }
            return HTTPResponse.Status.ok
        }
        router.delete("/eureka/apps/:app/:id") { _, _ in
            memory.withLockedValue { $0.isRegistered = false }
            return HTTPResponse.Status.ok
        }
        return router
    }
}
