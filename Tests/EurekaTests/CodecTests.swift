import Testing

@testable import Eureka

@Suite("Eureka's documents")
struct CodecTests {
    @Test(
        "A genuine server's listing comes out byte by byte as it went in",
        arguments: [
            ("response-apps.json", WireFormat.json), ("response-apps.xml", .xml), ("response-apps-empty.json", .json),
            ("response-apps-empty.xml", .xml), ("response-delta.json", .json), ("response-delta.xml", .xml),
            ("response-vip.json", .json), ("response-vip-none.json", .json),
        ]
    )
    func listings(_ name: String, _ format: WireFormat) throws {
        let bytes = try fixture(name)
        let listing = try EurekaCodec.applications(from: bytes, format: format)
        #expect(trimmed(EurekaCodec.encode(listing, format: format)) == trimmed(bytes))
    }

    @Test("App and instance come out as they went in", arguments: [WireFormat.json, .xml])
    func singles(_ format: WireFormat) throws {
        let suffix = format == .json ? "json" : "xml"
        let app = try fixture("response-app.\(suffix)")
        let application = try EurekaCodec.application(from: app, format: format)
        #expect(trimmed(EurekaCodec.encode(application, format: format)) == trimmed(app))
        let bytes = try fixture("response-instance.\(suffix)")
        let instance = try EurekaCodec.instance(from: bytes, format: format)
        #expect(trimmed(EurekaCodec.encode(instance, format: format)) == trimmed(bytes))
    }

    @Test("The compact form is that of a genuine server")
    func compact() throws {
        let listing = try EurekaCodec.applications(from: try fixture("response-apps.json"), format: .json)
        let compact = EurekaCodec.encode(listing, format: .json, form: .compact)
        #expect(trimmed(compact) == trimmed(try fixture("response-apps-compact.json")))
    }

    @Test(
        "Every client's registration is understood",
        arguments: [
            ("register-spring.json", "service-client:3f2a9c"),
            ("register-netflix.json", "node7.example.net:orders:7001"),
            ("register-python.json", "192.168.10.33:py-svc:9090"), ("register-amazon.json", "i-0abc"),
            ("register-minimal.json", "tiny"), ("register.xml", "legacy-1:inventory:8080"),
            ("register-spring-gateway.json", nil), ("register-spring-random-port.json", nil),
        ] as [(String, String?)]
    )
    func registrations(_ name: String, _ id: String?) throws {
        let format: WireFormat = name.hasSuffix("xml") ? .xml : .json
        let instance = try EurekaCodec.registration(from: try fixture(name), format: format)
        #expect(instance.refusal(underApp: instance.app.lowercased()) == nil)
        if let id { #expect(instance.effectiveID == id) }
        for format in [WireFormat.json, .xml] {
            let again = try EurekaCodec.registration(from: EurekaCodec.encode(instance, format: format), format: format)
            #expect(again == instance)
        }
    }

    @Test("What a registration leaves out has Eureka's defaults")
    func defaults() throws {
        let instance = try EurekaCodec.registration(from: try fixture("register-minimal.json"), format: .json)
        #expect(instance.status == .up)
        #expect(instance.port == PortInfo(7001, isEnabled: true))
        #expect(instance.securePort == PortInfo(7002, isEnabled: false))
        #expect(instance.lease.renewalIntervalSeconds == 30 && instance.lease.durationSeconds == 90)
        #expect(instance.instanceID == nil)
    }

    @Test("Metadata with awkward keys survives XML")
    func awkwardMetadata() throws {
        var instance = InstanceInfo(app: "A", id: "a", hostName: "h", ipAddress: "1.1.1.1", port: 1)
        instance.metadata = ["a_b": "1", "c$d": "2", "e f": "<&>\"'", "9": "x", "ns:k": "y", "ä😀": "z"]
        let bytes = EurekaCodec.encode(instance, format: .xml)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("<a__b>1</a__b>") && text.contains("<c_-d>2</c_-d>") && text.contains("<e_.0020f>"))
        #expect(try EurekaCodec.registration(from: bytes, format: .xml).metadata == instance.metadata)
    }

    @Test("Scalars in metadata become text; unknown scalars are ignored; statuses are exact in JSON only")
    func leniency() throws {
        let head = #"{"instance":{"hostName":"h","app":"a","ipAddr":"i","x":1,"y":null,"#
        let json =
            head + #""status":"up","port":{"$":"8081","@enabled":true},"leaseInfo":{"durationInSecs":-5},"#
            + #""metadata":{"a":1,"b":true,"c":null,"@class":"m"}}}"#
        let instance = try EurekaCodec.registration(from: Array(json.utf8), format: .json)
        #expect(instance.metadata == ["a": "1", "b": "true", "c": "null"])
        #expect(instance.status == .unknown)
        #expect(instance.port == PortInfo(8081, isEnabled: true))
        #expect(instance.lease.durationSeconds == 90)
        let xml =
            "<instance><hostName>h</hostName><app>a</app><ipAddr>i</ipAddr><status>up</status><port>80</port></instance>"
        let other = try EurekaCodec.registration(from: Array(xml.utf8), format: .xml)
        #expect(other.status == .up && other.port == PortInfo(80, isEnabled: true))
    }

    @Test(
        "Hostile or broken documents are refused",
        arguments: [
            String(repeating: "[", count: 100_000), #"{"instance":"#, "", "{}", #"{"instance":null}"#, "nul",
            #"{"instance":{"hostName":"h","ipAddr":"i"}}"#, #"{"instance":{"app":"a","port":8080}}"#,
            #"{"instance":{"app":"a","metadata":{"k":{}}}}"#, #"{"instance":{"app":"a","z":[1]}}"#,
            #"{"instance":{"app":"a","dataCenterInfo":{"@class":"x","name":"MyOwn"}}}"#, "\u{0}",
            #"{"instance":{"app":"\uZZZZ"}}"#, #"{"instance":{"app":"a"}} x"#,
            #"{"instance":{"app":"a","metadata":{"# + (0..<100).map { "\"k\($0)\":1" }.joined(separator: ",") + "}}}",
        ]
    )
    func hostileJSON(_ text: String) {
        #expect(throws: WireError.self) { try EurekaCodec.registration(from: Array(text.utf8), format: .json) }
    }

    @Test(
        "Hostile or broken XML is refused",
        arguments: [
            "<!DOCTYPE instance [<!ENTITY a \"b\">]><instance>&a;</instance>", "<instance>&a;</instance>",
            "<instance><!DOCTYPE x></instance>", String(repeating: "<a>", count: 100_000), "<instance>",
            "<instance></a>",
            "<applications/>", "", "<instance/>x", "<instance a></instance>", "<instance>&#0;</instance>",
        ]
    )
    func hostileXML(_ text: String) {
        #expect(throws: WireError.self) { try EurekaCodec.registration(from: Array(text.utf8), format: .xml) }
    }

    @Test("A truncated document never crashes a reader", arguments: ["register-spring.json", "register.xml"])
    func truncation(_ name: String) throws {
        let bytes = try fixture(name)
        let format: WireFormat = name.hasSuffix("xml") ? .xml : .json
        for length in 0..<bytes.count - 3 {
            #expect(throws: WireError.self) { try EurekaCodec.registration(from: bytes[..<length], format: format) }
        }
    }

    @Test("Text with every kind of escape survives JSON")
    func escapes() throws {
        var instance = InstanceInfo(app: "A", id: "a\"\\/\n\t\u{1}\u{1F600}é", hostName: "h", ipAddress: "1", port: 1)
        instance.metadata = ["\"k\"": "\u{8}\u{c}\r"]
        let bytes = EurekaCodec.encode(instance, format: .json)
        #expect(try EurekaCodec.registration(from: bytes, format: .json) == instance)
        let escaped = #"{"instance":{"app":"\ud83d\ude00\u00e9\/\ud83d"}}"#
        #expect(try EurekaCodec.instance(from: Array(escaped.utf8), format: .json).app == "😀é/\u{FFFD}")
    }

    @Test("Keys are read right after siblings with almost the same ones")
    func siblingKeys() throws {
        let first = #"{"app":"a","metadata":{"k\\":"1","q":"2"}}"#
        let second = #"{"app":"b","metadata":{"k\"x":"3","q":"4","ap":"5"}}"#
        let third = #"{"ap":"x","app":"c","metadata":{}}"#
        let json = "{\"application\":{\"name\":\"N\",\"instance\":[\(first),\(second),\(third)]}}"
        let instances = try EurekaCodec.application(from: Array(json.utf8), format: .json).instances
        #expect(instances.map(\.app) == ["a", "b", "c"])
        #expect(instances.map(\.metadata) == [["k\\": "1", "q": "2"], ["k\"x": "3", "q": "4", "ap": "5"], [:]])
    }
}
