import Eureka
import RolloutCore
import TestSupport
import Testing

@testable import Gateway

@Suite("Whatever happens, in whatever order")
struct GatewayPropertyTests {
    private static let names = ["blue-1", "blue-2", "blue-3", "green-1", "green-2", "green-3"]

    @Test(
        "No prefix of a gateway's commands leaves nothing that serves, and in the end all is as listed",
        arguments: 0..<100)
    func neverDark(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var site = Site(Self.names.map { Site.server($0, $0.hasPrefix("blue") ? .up : .outOfService) })
        site.settle()
        for _ in 0..<60 { step(&site, &random) }
        #expect(site.dark == [])
        // The faults stop, and the registry lists something that can serve.
        site.proxy.ill = []
        site.list(servers(&random) + [Site.server("blue-9", .up)])
        for _ in 0..<3 { site.settle(passes: 20) }
        site.now += Site.settings.afterReload
        site.pass()
        let wanted = site.listing.apps[0].servers.filter { $0.status == .up }.map(\.name).sorted()
        #expect(site.serving == wanted)
        #expect(site.machine.acknowledgement == site.listing.revision.map { Acknowledgement(revision: $0) })
        #expect(site.dark == [])
        let before = site.texts.count
        site.proxy.reload(site.file)
        #expect(site.serving == wanted)
        site.settle()
        #expect(site.texts.count == before)
    }

    private func step(_ site: inout Site, _ random: inout SplitMix64) {
        switch random.below(12) {
        case 0: site.list(servers(&random))
        case 1: site.listNothing()
        case 2: site.restartGateway()
        case 3:
            // What the file says is never less than what serves, once a pass is through.
            site.pass()
            let before = site.serving
            let isRead = site.pass().actions.isEmpty
            site.proxy.reload(site.file)
            if isRead { #expect(before.isEmpty || !site.serving.isEmpty) }
        case 4:
            let server = Site.server(Self.names[random.below(6)], .up)
            site.proxy.ill = site.proxy.ill.contains(server.address) ? [] : [server.address]
        case 5:
            let name = Self.names[random.below(6)]
            site.proxy.backends["bluegreen-shop"]?[name]?.sessions = random.below(3)
        case 6, 7: site.proxy.check()
        default:
            site.pass(atMost: random.chance(40) ? random.below(4) : .max)
            site.now += .milliseconds(700)
        }
    }

    private func servers(_ random: inout SplitMix64) -> [ListedServer] {
        Self.names.compactMap { name in
            if random.chance(15) { return nil }
            let statuses: [EurekaStatus] = [.up, .up, .outOfService, .outOfService, .down]
            return Site.server(name, statuses[random.below(5)], port: random.chance(10) ? 81 : 80)
        }
    }
}
