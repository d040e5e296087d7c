import Eureka
import Testing

@testable import Registry

@Suite("What the page says of the registry")
struct PageVerdictTests {
    /// All gravest first, as sentences.
    private func sentences(_ page: RegistryPage) -> [String] {
        page.concerns.map { concern in
            ([concern.noun] + concern.subjects + [concern.predicate]).filter { !$0.isEmpty }.joined(separator: " ")
        }
    }

    @Test("A fleet as it should be is well, and the page says which color serves")
    func well() {
        #expect(PageFixture.well.concerns == [])
        let text = Markup(PageFixture.well.html).text
        #expect(text.contains("All is well: 3 instances are UP in 1 app."))
        #expect(text.contains("G green serves, 3 of 3") && text.contains("B blue stands by, 3 of 3"))
        #expect(text.contains("UP (3) – ") && text.contains("OUT_OF_SERVICE (3) – ") && text.contains("3 of 6 UP"))
        #expect(Markup(PageFixture.page([]).html).text.contains("Nothing is registered yet."))
    }

    @Test("A standby color is nothing to worry about, but a missing one is")
    func wayBack() {
        let green = PageFixture.instance("g", .up, color: "green")
        #expect(PageFixture.page([green, PageFixture.instance("b", .outOfService, color: "blue")]).concerns == [])
        for others in [[], [PageFixture.instance("b", .starting, color: "blue")]] {
            #expect(sentences(PageFixture.page([green] + others)) == ["PAYMENTS has no way back"])
        }
        #expect(PageFixture.page([PageFixture.instance("i", .up)]).concerns == [])
    }

    @Test("Nothing UP is an alarm for who once served, a note for who never did; both colors UP is a note")
    func apps() {
        var was = PageFixture.instance("i", .outOfService, color: "blue")
        #expect(sentences(PageFixture.page([was])) == ["PAYMENTS has not served yet"])
        #expect(PageFixture.page([was]).concerns.verdict == .well)
        was.lease.serviceUpTimestamp = 1
        #expect(sentences(PageFixture.page([was])) == ["PAYMENTS has no instance UP"])
        #expect(PageFixture.page([was]).concerns.verdict == .alarm)
        let both = ["blue", "green"].map { PageFixture.instance($0, .up, color: $0) }
        #expect(sentences(PageFixture.page(both)) == ["PAYMENTS is served by both colors"])
    }

    @Test("Instances that are down or silent are named, three of them")
    func instances() {
        let down = (1...5).map { PageFixture.instance("d\($0)", .down) } + [PageFixture.instance("u")]
        let page = PageFixture.page(down)
        #expect(page.concerns.verdict == .attention)
        #expect(Markup(page.html).text.contains("Instances d1, d2, d3 and 2 more say that they cannot serve."))
        var info = PageFixture.instance("i")
        info.lease.lastRenewalTimestamp = PageFixture.now - 61_000
        #expect(PageFixture.page([info]).concerns == [])
        info.lease.lastRenewalTimestamp = PageFixture.now - 62_000
        #expect(sentences(PageFixture.page([info])) == ["Instance i has missed heartbeats"])
    }

    @Test("Readers: up to date, behind, and late")
    func readers() {
        var page = PageFixture.well
        func standing(_ revision: Int64, ago: Int64, interval: Int64 = 10_000) -> ReaderStanding {
            let reader = PageFixture.reader("10.0.0.7", revision: revision, ago: ago, interval: interval)
            return ReaderStanding(reader, revision: 812, now: PageFixture.now)
        }
        #expect(standing(812, ago: 900_000) == .current && standing(813, ago: 0) == .current)
        #expect(standing(800, ago: 4000) == .due(in: 6000) && standing(800, ago: 12_000) == .due(in: 0))
        #expect(standing(800, ago: 12_001) == .overdue(by: 2001))
        #expect(standing(800, ago: 20_000, interval: 0) == .due(in: nil))
        #expect(standing(800, ago: 40_000, interval: 0) == .overdue(by: 10_000))
        page.readers.readers.append(PageFixture.reader("10.0.0.7", revision: 800, ago: 4000))
        #expect(sentences(page) == ["Reader 10.0.0.7 has not fetched the latest change yet"])
        #expect(page.concerns.verdict == .well)
        let text = Markup(page.html).text
        #expect(text.contains("1 of 2") && text.contains("not yet: 10.0.0.7"))
        #expect(text.contains("12 changes, fetches in about 6 s"))
        page.readers.readers.append(PageFixture.reader("10.0.0.8", revision: 800, ago: 40_000))
        #expect(sentences(page).first == "Reader 10.0.0.8 should have fetched the latest change by now")
        page.readers.since = PageFixture.now + 5000
        #expect(sentences(page).last == "There may be readers that are not listed yet")
    }

    @Test("Replicas: the same hash, another one, silent")
    func replicas() {
        var page = PageFixture.well
        let hash = page.listing.hashCode
        page.replicas.append(
            .init(name: "b", isThis: false, revision: 812, hashCode: hash, heard: PageFixture.now - 1000))
        #expect(page.concerns == [] && Markup(page.html).text.contains("2 of 2"))
        page.replicas[1].hashCode = "UP_9_"
        #expect(sentences(page) == ["Replica b lists something else"])
        page.replicas[1].heard = PageFixture.now - 16_000
        #expect(sentences(page) == ["Replica b is not heard"])
        let text = Markup(page.html).text
        #expect(text.contains("1 of 2") && text.contains("this one") && text.contains("16 s ago silent"))
    }

    @Test("What holds the registry itself comes first and is an alarm")
    func registry() {
        var page = PageFixture.well
        page.brake = .init(held: 4, instances: 6, since: PageFixture.now - 90_000)
        #expect(sentences(page) == ["Evictions are held: 4 of 6 leases ran out at once"])
        #expect(page.concerns.verdict == .attention)
        page.store = .away
        #expect(sentences(page).first == "ZooKeeper is away")
        page.isLoaded = false
        #expect(sentences(page).first == "This registry is still loading")
        #expect(page.concerns.verdict == .alarm)
        page.unwritten = 2
        #expect(sentences(page).last == "ZooKeeper has not got 2 changes yet")
        let text = Markup(page.html).text
        #expect(text.contains("Not well – registry") && text.contains("held for 1 min 30 s"))
        #expect(text.contains("ZooKeeper (away)"))
    }

    @Test("Times as people read them")
    func times() {
        let texts: [Int64: String] = [
            -5: "0 s", 999: "0 s", 59_000: "59 s", 60_000: "1 min", 61_000: "1 min 1 s", 7_200_000: "2 h",
            7_260_000: "2 h 1 min", 90_000_000: "1 d 1 h", 86_400_000: "1 d",
        ]
        for (milliseconds, text) in texts { #expect(PageTime.text(milliseconds: milliseconds) == text) }
        #expect(PageTime.utc(1_767_225_600_000) == "2026-01-01 00:00:00" && PageTime.utc(0) == nil)
        #expect(PageTime.iso8601(1_767_225_600_999) == "2026-01-01T00:00:00Z")
    }
}
