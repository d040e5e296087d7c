import NIOHTTP1
import TestSupport
import Testing
import ZooKeeper

@testable import Registry

@Suite("The page, as a browser gets it")
struct PageRouteTests {
    static let browser = ["Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"]

    @Test("Shows what is registered, and lets nothing run, load or be kept")
    func page() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.post("SERVICE-CLIENT", try spring()).status == 204)
            let answer = try await registry.send(.GET, "/", Self.browser)
            #expect(answer.status == 200)
            #expect(answer.headers.first(name: "content-type") == "text/html; charset=utf-8")
            let policy = try #require(answer.headers.first(name: "content-security-policy"))
            #expect(policy.hasPrefix("default-src 'none'; style-src 'self';") && !policy.contains("unsafe"))
            #expect(answer.headers.first(name: "x-content-type-options") == "nosniff")
            #expect(answer.headers.first(name: "referrer-policy") == "no-referrer")
            #expect(answer.headers.first(name: "cache-control") == "no-store")
            let markup = Markup(answer.body)
            #expect(markup.problems == [])
            #expect(markup.text.contains("SERVICE-CLIENT") && markup.text.contains("service-client:3f2a9c"))
        }
    }

    @Test("The style sheet is where the page says, and the record of each instance too")
    func links() async throws {
        try await withRegistry { registry async throws in
            let id = "a b/ü?#%"
            let body = try spring(["service-client:3f2a9c": id])
            #expect(try await registry.post("SERVICE-CLIENT", body).status == 204)
            let markup = Markup(try await registry.send(.GET, "/", Self.browser).body)
            let links = (markup.all("a") + markup.all("link")).compactMap { $0.attributes["href"] }
            let own = links.filter { !$0.hasPrefix("#") && !$0.hasPrefix("http") }
            #expect(own.count == 2)
            for link in own {
                let answer = try await registry.send(.GET, "/" + link, Self.browser)
                #expect(answer.status == 200, "\(link)")
                #expect(
                    link != "registry/style.css"
                        || answer.headers.first(name: "content-type") == "text/css; charset=utf-8")
                #expect(link == "registry/style.css" || answer.body.contains("<instanceId>\(id)</instanceId>"))
            }
            // Who looks at the page, or at all that it links to, is nobody a switch should wait for.
            let readers = try await registry.send(.GET, "/registry/readers")
            #expect(readers.body.contains(#""readers":[]"#))
        }
    }

    @Test(
        "Only for whoever takes HTML",
        arguments: [
            (nil, 200), ("*/*", 200), ("text/html", 200), ("text/*;q=0.1", 200), ("", 200), ("application/json", 406),
            ("application/xml", 406), ("text/html;q=0, application/json", 406), ("text/html; q=0.0", 406),
            ("text/plain", 406),
        ] as [(String?, Int)])
    func accept(_ accept: String?, _ status: Int) async throws {
        try await withRegistry { registry async throws in
            let answer = try await registry.send(.GET, "/", accept.map { ["Accept": $0] } ?? [:])
            #expect(answer.status == status && answer.body.isEmpty == (status == 406))
        }
    }

    @Test("Takes no other methods")
    func methods() async throws {
        try await withRegistry { registry async throws in
            for path in ["/", "/registry/style.css"] {
                #expect(try await registry.send(.HEAD, path).status == 200)
                let answer = try await registry.send(.POST, path)
                #expect(answer.status == 405 && answer.headers.first(name: "allow") == "GET, HEAD, OPTIONS")
            }
        }
    }

    @Test("While loading the page says so, in its own style, and is no success")
    func loading() async throws {
        // Nobody listens there, so nothing can be loaded.
        let port = try FreePort.allocate()[0]
        let configuration = try ZooKeeperClient.Configuration(connectString: "127.0.0.1:\(port)")
        try await withClient(configuration) { client in
            try await withRegistry(session: client) { registry async throws in
                let answer = try await registry.send(.GET, "/", Self.browser)
                #expect(answer.status == 503)
                #expect(Markup(answer.body).text.contains("This registry is still loading."))
                #expect(try await registry.send(.GET, "/registry/style.css").status == 200)
                #expect(try await registry.send(.GET, "/registry/readers").status == 503)
                #expect(try await registry.send(.GET, "/eureka/apps").status == 503)
            }
        }
    }
}
