import TestSupport
import Testing

@testable import Eureka
@testable import Registry

@Suite("The page's markup")
struct PageMarkupTests {
    static let hostileTexts = [
        "<script>alert(1)</script>", "\"><script>alert(1)</script>", "'\"`=/>", "</title></style><svg/onload=alert(1)>",
        "<!--", "]]>", "&amp;&lt;&#60;&", "javascript:alert(1)", "http://a\" onclick=\"alert(1)",
        "\u{0}\u{1}\u{8}\u{B}\u{1B}[31m",
        "\u{202E}gro.elpmaxe\u{2066}\u{200F}\u{061C}", "a\u{2028}b\u{85}c\u{FEFF}\u{FFFE}\u{FFFF}\u{E000}",
        "e" + String(repeating: "\u{0301}", count: 500), String(repeating: "<&\"'>", count: 2000), "\r\n\t", " ", "..",
        "🏳️‍🌈 Größe 中文 عربي",
    ]

    /// Whether the elements are those that a harmless text gets.
    private func isUnchanged(_ markup: Markup) -> Bool {
        markup.elements.map(\.name) == Markup(PageFixture.everywhere("x y").html).elements.map(\.name)
    }

    @Test("Is well-formed, has its landmarks, and every link leads somewhere", arguments: [0, 1, 6, 400])
    func structure(_ instances: Int) throws {
        var page = PageFixture.page(
            (0..<instances).map { number in
                PageFixture.instance(
                    "i\(number)", number % 3 == 0 ? .outOfService : .up, color: ["blue", "green", nil][number % 3],
                    app: "APP-\(number % 5)")
            },
            readers: (0..<instances).map { PageFixture.reader("10.0.0.\($0)", revision: 812) })
        #expect(Markup(page.html).problems == [])
        page.isLoaded = false
        page.store = .away
        #expect(Markup(page.html).problems == [])
        #expect(
            try XMLReader.parse(
                page.html.utf8.dropFirst("<!DOCTYPE html>\n".utf8.count), limits: .listing
            ).root == "html")
    }

    @Test("Text of others stays text, wherever it stands", arguments: hostileTexts)
    func hostile(_ text: String) {
        let markup = Markup(PageFixture.everywhere(text).html)
        #expect(markup.problems == [])
        #expect(isUnchanged(markup))
    }

    @Test("So does text at random", arguments: UInt64(1)...60)
    func random(_ seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let pieces: [Unicode.Scalar] = [
            "<", ">", "\"", "'", "&", ";", "/", "\u{0}", "\u{202E}", "\u{301}", "a", ":", "]", "-",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<(generator.next() % 300 + 1) {
            let number = generator.next()
            let scalar = number % 4 == 0 ? Unicode.Scalar(UInt32(number >> 32) % 0x110000) : nil
            text.append(scalar ?? pieces[Int(number >> 8) % pieces.count])
        }
        let markup = Markup(PageFixture.everywhere(String(text)).html)
        #expect(markup.problems == [], "seed \(seed)")
        #expect(isUnchanged(markup), "seed \(seed)")
    }

    @Test("An attribute holds any text, and ends where it should")
    func attributes() {
        let text = "\"'><b a=\"&quot; &<"
        var html = HTMLWriter(capacity: 64)
        html.element(.p, .label(text), .id("i"), text: "x")
        let elements = Markup(String(decoding: html.bytes, as: UTF8.self)).elements
        #expect(elements == [.init(name: "p", attributes: ["aria-label": text, "id": "i"])])
        #expect(!html.bytes.contains(Array("'".utf8)[0]))
    }

    @Test("What is shown is what was said, with the invisible made visible")
    func shown() {
        #expect(Markup(PageFixture.everywhere("<b>&amp;\"'").html).text.contains("<b>&amp;\"'UP"))
        var page = PageFixture.well
        page.name = "a\u{0}b\u{202E}c\u{7F}e" + String(repeating: "\u{301}", count: 9)
        let text = Markup(page.html).text
        #expect(text.contains("a\u{2400}b\u{FFFD}c\u{2421}e\u{301}\u{301}\u{301}\u{FFFD}"))
        #expect(Markup(PageFixture.everywhere(String(repeating: "x", count: 10_000)).html).text.utf8.count < 20_000)
    }

    @Test(
        "Only plain web addresses become links",
        arguments: [
            ("http://host:8080/info?a=1&b=2#c", true), ("HTTPS://host", true), ("http://[::1]:8080/", true),
            ("javascript:alert(1)", false), (" javascript:alert(1)", false), ("data:text/html,x", false),
            ("//host/x", false), ("http:/host", false), ("http://", false), ("http:///x", false),
            ("http://:80/", false),
            ("http://user:secret@host/", false), ("http://host/\u{0}", false), ("http://host/ x", false),
            ("http://host/\"onclick=", false), ("java\nscript:alert(1)", false), ("http://h\u{F6}st/", false),
            ("http://host/" + String(repeating: "x", count: 2048), false),
        ])
    func links(_ address: String, _ isLink: Bool) {
        var info = PageFixture.instance("i")
        info.statusPageURL = address
        let links = Markup(PageFixture.page([info]).html).all("a").compactMap { $0.attributes["href"] }
        #expect(links.contains(address) == isLink)
        #expect(links.allSatisfy { $0 == address || $0.hasPrefix("#") || $0.hasPrefix("eureka/apps/") })
    }

    @Test("No number makes it fail", arguments: [Int64.min, -1, 0, 1, .max])
    func numbers(_ number: Int64) {
        var info = PageFixture.instance("i", .up, color: "blue")
        info.lease.registrationTimestamp = number
        info.lease.lastRenewalTimestamp = number
        info.lease.renewalIntervalSeconds = Int(number)
        info.lease.durationSeconds = Int(number)
        info.port.number = Int(number)
        var reader = PageFixture.reader("r", revision: number)
        reader.lastFetch = number
        reader.intervalMilliseconds = number
        for revision in [Int64.min, 812, .max] {
            var page = PageFixture.page([info], readers: [reader], revision: revision)
            page.replicas.append(.init(name: "r", isThis: false, revision: number, heard: number))
            page.registered = [.init(time: number, app: "a", id: "i")]
            page.readers.since = number
            page.started = number
            page.brake = .init(held: 1, instances: 1, since: number)
            #expect(Markup(page.html).problems == [])
        }
    }

    @Test("Passwords in metadata are not on the screen")
    func secrets() {
        var info = PageFixture.instance("i")
        info.metadata = ["user.name": "admin", "user.Password": "hunter2", "auth-TOKEN": "tiger3"]
        let html = PageFixture.page([info]).html
        #expect(html.contains("admin") && !html.contains("hunter2") && !html.contains("tiger3"))
    }

    @Test("Its length has a limit, and what is left out is counted")
    func limits() {
        let instances = (0..<3000).map { PageFixture.instance("i\($0)", app: $0 < 100 ? "A" : "B") }
        let markup = Markup(PageFixture.page(instances).html)
        #expect(markup.problems == [])
        #expect(markup.all("th").count { $0.attributes["scope"] == "row" } < InstanceDetails.most + 10)
        #expect(markup.text.contains("And 1000 more.") && markup.text.contains("2900 of 2900 UP"))
    }
}
