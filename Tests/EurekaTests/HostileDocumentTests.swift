import Testing

@testable import Eureka

/// What fuzzing and hostile input once did to the codecs. Times are generous: the defects took seconds or for ever.
@Suite("Documents made to do harm")
struct HostileDocumentTests {
    @Test(
        "Too deep, too long, without end or with a number beyond all types: refused or read quickly",
        arguments: [
            (.json, repeated("[", 300_000)), (.json, repeated(#"{"a":"#, 300_000)), (.json, repeated("\"", 262_144)),
            (.json, repeated("9", 262_144)), (.json, repeated("\\", 262_144)), (.json, repeated(" ", 262_144)),
            (.xml, "<instance>" + repeated("<a>", 300_000) + repeated("</a>", 300_000) + "</instance>"),
            (.xml, repeated("<", 262_144)), (.xml, repeated("&", 262_144)), (.xml, repeated("a", 262_144)),
            (.xml, "<instance>" + repeated("<!--", 65_536)), (.xml, "<instance " + repeated("a='' ", 40_000) + "/>"),
            (.xml, #"<!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><instance>&b;</instance>"#),
            (.json, #"{"instance":{"app":"a","port":{"$":99999999999999999999},"lastDirtyTimestamp":1e400}}"#),
            (.json, #"{"instance":{"app":"a","lastDirtyTimestamp":"# + repeated("9", 260_000) + "}}"),
            (.json, #"{"instance":{"app":"a","lastDirtyTimestamp":0."# + repeated("0", 260_000) + "1}}"),
            (.json, #"{"instance":{"# + repeated(#""app":"a","#, 20_000) + #""app":"b"}}"#),
        ] as [(WireFormat, String)]
    )
    func quickly(_ format: WireFormat, _ text: String) {
        let bytes = Array(text.utf8)
        let elapsed = ContinuousClock().measure {
            if let instance = try? EurekaCodec.registration(from: bytes, format: format) {
                #expect(instance.lastDirtyTimestamp == 0)
                #expect(instance.port == .defaultPlain || instance.port == PortInfo(7001, isEnabled: true))
            }
            _ = try? EurekaCodec.applications(from: bytes, format: format)
        }
        #expect(elapsed < .seconds(2))
    }

    @Test("A letter with 30,000 marks costs no more than any other text", arguments: [WireFormat.json, .xml])
    func combiningMarks(_ format: WireFormat) throws {
        let letter = "e" + repeated("\u{301}\u{323}", 15_000)
        let text =
            format == .json
            ? #"{"instance":{"app":"a","\#(letter)":1,"status":"\#(letter)","metadata":{"\#(letter)":"x","color":"\#(letter)"}}}"#
            : "<instance><app>a</app><\(letter)/><metadata><\(letter)>x</\(letter)><color>\(letter)</color></metadata></instance>"
        let elapsed = try ContinuousClock().measure {
            let instance = try EurekaCodec.registration(from: Array(text.utf8), format: format)
            #expect(instance.metadata.count == 2 && instance.color == nil)
            for format in [WireFormat.json, .xml] {
                let bytes = EurekaCodec.encode(instance, format: format)
                #expect(try EurekaCodec.registration(from: bytes, format: format).metadata == instance.metadata)
            }
        }
        #expect(elapsed < .seconds(2))
    }

    @Test("A query and a path of marks neither")
    func marksInAddress() {
        let letter = "e" + repeated("%CC%81%CC%A3", 15_000)
        let elapsed = ContinuousClock().measure {
            let query = QueryPairs(parsing: "\(letter)=1&\(letter)=2&a=3")
            #expect(query.values.count == 2 && query["a"] == "3")
            _ = InstanceKey(app: PercentCoding.pathSegment(letter), id: "i").hashValue
        }
        #expect(elapsed < .seconds(2))
    }

    @Test("Ordinary marks are left alone, and a repaired text stays as it is")
    func repair() {
        let ordinary = repeated("Ά\u{301}\u{323}e\u{302}", 40)
        #expect(Array(String(streamSafe: ordinary.utf8).utf8) == Array(ordinary.utf8))
        let once = String(streamSafe: ("a" + repeated("\u{301}", 100)).utf8)
        #expect(once.unicodeScalars.count == 1 + 100 + 3)
        #expect(Array(String(streamSafe: once.utf8).utf8) == Array(once.utf8))
    }

    @Test("Many empty objects behind a large one do not each take its room")
    func emptyObjects() throws {
        let large = (0..<10_000).map { "\"k\($0)\":1" }.joined(separator: ",")
        let text = "[{\(large)}\(repeated(",{}", 10_000))]"
        guard case .array(let values) = try JSONReader.parse(Array(text.utf8), limits: .listing) else {
            Issue.record("no array")
            return
        }
        let room = values.dropFirst().reduce(0) { $0 + ($1.members?.capacity ?? 0) }
        #expect(room == 0)
    }
}

private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
