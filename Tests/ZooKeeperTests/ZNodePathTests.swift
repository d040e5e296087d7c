import Testing
import ZooKeeper

@Suite struct ZNodePathTests {
    @Test(arguments: ["", "a", "/a/", "//", "/a//b", "/.", "/a/..", "/a\u{0}b", "/\u{1f}", "/\u{e000}"])
    func refuses(text: String) {
        #expect(throws: ZooKeeperError.self) { try ZNodePath(validating: text) }
    }

    @Test(arguments: ["/", "/a", "/a/b.c", "/a/...", "/é", "/a b/%2F"])
    func takes(text: String) throws {
        #expect(try ZNodePath(validating: text).rawValue == text)
    }

    @Test func parentsAndNames() {
        let path: ZNodePath = "/a/b"
        #expect(path.name == "b")
        #expect(path.parent == "/a")
        #expect(path.parent?.parent == .root)
        #expect(ZNodePath.root.parent == nil)
        #expect(ZNodePath.root.appending("x") == "/x")
        #expect(path.appending("c/d") == "/a/b/c%2Fd")
    }

    @Test(arguments: [
        "", ".", "..", "zookeeper", "a/b", "100%", "%2F", "%", "10.0.0.7:8080", "\u{0}\u{7f}", "naïve\u{f8ff}🟦",
    ])
    func encodingIsReversible(component: String) throws {
        let name = ZNodePath.encoded(component)
        #expect(ZNodePath.decoded(name) == component)
        #expect(try ZNodePath(validating: "/" + name).name == name)
    }

    @Test func encodingKeepsOrdinaryNames() {
        #expect(ZNodePath.encoded("host-1:8080") == "host-1:8080")
        #expect(ZNodePath.encoded("..") != ZNodePath.encoded("%2E."))
    }
}
