import Testing

@testable import Eureka

/// One instance whose text XML cannot carry must not make a listing unreadable for everybody.
@Suite("What XML cannot carry")
struct XMLCarriageTests {
    private func instance(_ metadata: [String: String]) -> InstanceInfo {
        var instance = InstanceInfo(app: "A", id: "a", hostName: "h", ipAddress: "1", port: 1)
        instance.metadata = metadata
        return instance
    }

    private func metadata(_ xml: String) throws -> [String: String] {
        let document = "<instance><app>a</app>\(xml)</instance>"
        return try EurekaCodec.registration(from: Array(document.utf8), format: .xml).metadata
    }

    @Test("A character XML does not have is written as the replacement character")
    func noncharacters() throws {
        let bytes = EurekaCodec.encode(
            instance(["k": "a\u{FFFE}b\u{FFFF}c\u{1}d\u{1FFFE}e\u{FFFD}f\u{FFBF}"]), format: .xml)
        let again = try EurekaCodec.instance(from: bytes, format: .xml)
        #expect(again.metadata == ["k": "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{1FFFE}e\u{FFFD}f\u{FFBF}"])
    }

    @Test(
        "Nor can a character reference bring one in", arguments: ["&#1;", "&#xFFFF;", "&#xfffe;", "&#x0;", "&#xD800;"])
    func references(_ reference: String) {
        #expect(throws: WireError.self) { try metadata("<metadata><k>\(reference)</k></metadata>") }
    }

    @Test("An entry without a key is left out, of Amazon's metadata too")
    func emptyKeys() throws {
        var amazon = instance(["": "x", "k": "v"])
        amazon.dataCenter = DataCenterInfo(name: .amazon, isAmazon: true, metadata: ["": "x", "instance-id": "i-0"])
        let again = try EurekaCodec.instance(from: EurekaCodec.encode(amazon, format: .xml), format: .xml)
        #expect(again.metadata == ["k": "v"] && again.dataCenter?.metadata == ["instance-id": "i-0"])
    }

    @Test("A key of any length makes a name that is read again")
    func longKeys() throws {
        let long = instance([String(repeating: "é ", count: 600): "v"])
        #expect(try EurekaCodec.instance(from: EurekaCodec.encode(long, format: .xml), format: .xml) == long)
    }

    @Test("Attributes and text between the entries of metadata are no entries")
    func attributes() throws {
        #expect(try metadata(#"<metadata class="c" owner="o">text</metadata>"#) == [:])
        #expect(try metadata(#"<metadata owner="o"><k>v</k></metadata>"#) == ["k": "v"])
    }

    @Test("Java's class of a map never becomes an entry, however it is spelled")
    func mapClass() throws {
        #expect(try metadata("<metadata><_.0040class>c</_.0040class><k>v</k></metadata>") == ["k": "v"])
    }
}
