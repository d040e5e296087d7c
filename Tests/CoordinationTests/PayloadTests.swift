import Coordination
import RolloutCore
import Testing
import ZooKeeper

@Suite("What stands in our znodes")
struct PayloadTests {
    @Test("Exactly blue and green are colors", arguments: [("blue", Color.blue), ("green", .green)])
    func colors(text: String, color: Color) {
        #expect(IntentStore.reading(znode(text)) == .asked(Intent(color: color, revision: 7)))
    }

    @Test(
        "Everything else is refused, and shown in one line",
        arguments: [
            ("gren", "gren"), ("", ""), ("Blue", "Blue"), (" blue", " blue"), ("blue\n", "blue\\n"),
            ("\u{FEFF}blue", "\u{FEFF}blue"),
            ("a\u{1B}[31m", "a\\u{1B}[31m"),
            (String(repeating: "x", count: 5_000), String(repeating: "x", count: 40) + "…"),
        ])
    func nonsense(text: String, shown: String) {
        #expect(IntentStore.reading(znode(text)) == .unreadable(text: shown, revision: 7))
    }

    @Test("A missing znode is absent; one without data, or with bytes that are no text, is unreadable")
    func absent() {
        #expect(IntentStore.reading(nil) == .absent)
        #expect(IntentStore.reading(znode(nil)) == .unreadable(text: "", revision: 7))
        #expect(IntentStore.reading(znode([0xFF, 0xFE])) == .unreadable(text: "2 bytes that are no text", revision: 7))
    }

    @Test("A member is a bare endpoint, or JSON with who keeps it")
    func members() throws {
        #expect(
            FleetMember(data: Array("10.0.0.1:8080".utf8))
                == FleetMember(endpoint: Endpoint("10.0.0.1:8080"), owner: .instance))
        let agent = FleetMember(endpoint: Endpoint("10.0.0.1:8080"), owner: .agent, control: Endpoint("10.0.0.1:9"))
        #expect(FleetMember(data: try agent.data()) == agent)
        #expect(FleetMember(data: Array(#"{"endpoint":"h:1","owner":"agent","later":true}"#.utf8)).owner == .agent)
        for data in ["", "nonsense", "host:0", "host:70000", "{", #"{"endpoint":7}"#] {
            #expect(FleetMember(data: Array(data.utf8)).endpoint == nil, "\(data)")
        }
        #expect(FleetMember(data: nil).endpoint == nil)
    }

    @Test("The app at the root has the original system's paths, further apps their own")
    func paths() {
        let root = ZNodeLayout(app: AppName(rawValue: "orders"), isRoot: true)
        #expect(root.activeColor.rawValue == "/active_color")
        #expect(root.member(.blue, InstanceID(rawValue: "h:orders:1/x")).parent?.rawValue == "/blue")
        let other = ZNodeLayout(app: AppName(rawValue: "search"), isRoot: false)
        #expect(other.fleet(.green).rawValue == "/apps/search/green")
        #expect(other.record.rawValue == "/bluegreen/apps/search/record")
    }

    @Test("Which app is at the root is a matter of its name, in any case")
    func rootApp() {
        let root = AppName(rawValue: "Orders")
        #expect(ZNodeLayout(app: AppName(rawValue: "ORDERS"), rootApp: root) == ZNodeLayout(app: root, isRoot: true))
        #expect(ZNodeLayout(app: AppName(rawValue: "Search"), rootApp: root).activeColor == "/apps/search/active_color")
    }

    private func znode(_ text: String) -> ZNode { znode(Array(text.utf8)) }

    private func znode(_ data: [UInt8]?) -> ZNode {
        ZNode(
            path: "/active_color", data: data,
            stat: ZNodeStat(
                czxid: 3, mzxid: 7, pzxid: 3, version: ZNodeVersion(rawValue: 1), ephemeralOwner: nil, childCount: 0,
                dataLength: data?.count ?? 0, createdMilliseconds: 0, modifiedMilliseconds: 0))
    }
}
