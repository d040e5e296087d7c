import Foundation
import RolloutCore
import Testing

@testable import Gateway

@Suite("The file with the servers")
struct FragmentTests {
    private let fragment = Fragment(backends: [
        .init(
            name: "bluegreen-shop", healthPath: "/health?deep=1",
            servers: [
                .init(name: "blue-1", color: .blue, address: "10.0.0.1:8080", weight: 1, isEnabled: true),
                .init(name: "green:a_20b", color: .green, address: "[::1]:8080", weight: 20, isEnabled: false),
            ]), .init(name: "bluegreen-cart", healthPath: nil, servers: []),
    ])

    @Test("It is written as the golden file has it")
    func golden() throws {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/bluegreen", withExtension: "cfg"))
        let style = Fragment.Style(defaults: "apps", serverOptions: "check inter 1s")
        #expect(fragment.text(style) == (try String(contentsOf: url, encoding: .utf8)))
    }

    @Test("Users are hashed onto servers whose numbers do not depend on their order")
    func sticky() {
        let style = Fragment.Style(serverOptions: "check", stickyCookie: "uid")
        let text = fragment.text(style)
        #expect(text.contains("    balance hash req.cook(uid)\n    hash-type consistent\n"))
        #expect(text.contains("server blue-1 10.0.0.1:8080 weight 1 id \(ServerName.number("blue-1")) check # blue\n"))
        #expect(Fragment(parsing: text) == fragment)
        let numbers = (0..<1000).map { ServerName.number("host:shop:\($0)") }
        #expect(Set(numbers).count == 1000 && numbers.allSatisfy { (1..<0x7FFF_FFFF).contains($0) })
    }

    @Test("It is read as it was written")
    func roundTrip() {
        #expect(Fragment(parsing: fragment.text(.init())) == fragment)
        #expect(
            Fragment(parsing: "server x\nbackend a\n    server b c weight x # blue\n").backends.map(\.servers) == [[]])
    }

    @Test(
        "An instance id becomes the name of a server, and no two the same",
        arguments: [
            ("blue-1", "blue-1"), ("host:shop:8080", "host:shop:8080"), ("a b", "a_20b"), ("a_20b", "a_5F20b"),
            ("a_b", "a_b"), ("ü/#", "_C3_BC_2F_23"),
        ])
    func names(id: String, name: String) {
        #expect(ServerName.encode(id) == name)
    }

    @Test("A long id is cut, and told from others by its hash")
    func longNames() {
        let names = (0..<2).map { ServerName.encode(String(repeating: "x", count: 200) + "\($0)") }
        #expect(names[0] != names[1] && names.allSatisfy { $0.utf8.count <= ServerName.longest })
    }

    @Test("A path that would end a word, or begin a comment or a variable, is not written")
    func paths() {
        #expect(ListedApp.path(ofURL: "http://h:1/actuator/health") == "/actuator/health")
        #expect(ListedApp.path(ofURL: "http://h:1") == "/")
        for path in ["/a b", "/a#b", "/a\nb", "/${HOME}", "/%[env(X)]", "/\"", "a"] {
            #expect(!ListedApp.isPlain(path), "\(path)")
        }
    }
}
