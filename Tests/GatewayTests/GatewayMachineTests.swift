import Eureka
import Testing

@testable import Gateway

@Suite("What a gateway does next")
struct GatewayMachineTests {
    private let start: [(String, EurekaStatus)] = [
        ("blue-1", .up), ("blue-2", .up), ("green-1", .outOfService), ("green-2", .outOfService),
    ]

    private var plain: GatewayMachine.Settings {
        var settings = Site.settings
        settings.hasTestRouting = false
        return settings
    }

    private func site() -> Site {
        var site = Site(start.map { Site.server($0.0, $0.1) }, settings: plain)
        site.settle()
        site.commands = []
        return site
    }

    @Test("A server gets requests once it is exactly UP: weight 0, ready, a check, the weight")
    func enabling() {
        var site = site()
        #expect(site.serving == ["blue-1", "blue-2"])
        site.list([("blue-1", .up), ("blue-2", .up), ("green-1", .up), ("green-2", .outOfService)])
        site.pass()
        #expect(
            site.texts == ["set weight bluegreen-shop/green-1 0%", "set server bluegreen-shop/green-1 state ready"])
        // Not checked yet.
        #expect(site.pass().actions == [])
        #expect(site.machine.acknowledgement?.held.first?.reason == "green-1 of shop is UP 1/2 in the proxy")
        site.proxy.check()
        site.pass()
        #expect(site.texts.last == "set weight bluegreen-shop/green-1 100%")
        #expect(site.machine.acknowledgement?.held.map(\.revision) == [1])
        site.pass()
        #expect(site.machine.acknowledgement == Acknowledgement(revision: 2))
    }

    @Test("A server that is never UP gets none, holds the acknowledgement, and is named")
    func ill() {
        var site = site()
        site.proxy.ill = [Site.server("green-1", .up).address]
        site.list([("blue-1", .up), ("blue-2", .up), ("green-1", .up), ("green-2", .up)])
        site.settle()
        #expect(site.serving == ["blue-1", "blue-2", "green-2"])
        let held = site.machine.acknowledgement?.held
        #expect(held?.map(\.reason) == ["green-1 of shop is DOWN in the proxy"])
        #expect(held?.map(\.revision) == [1])
        // Going back depends on blue alone.
        site.list([("blue-1", .up), ("blue-2", .outOfService), ("green-1", .up), ("green-2", .up)])
        site.settle()
        site.list([("blue-1", .up), ("blue-2", .up), ("green-1", .up), ("green-2", .up)])
        site.settle()
        #expect(site.machine.acknowledgement == Acknowledgement(revision: 4))
    }

    @Test("Disabling: the file, drain, its requests, maintenance; what is left after the deadline is cut")
    func disabling() {
        var site = site()
        site.proxy.backends["bluegreen-shop"]?["blue-1"]?.sessions = 3
        site.list([("blue-1", .outOfService), ("blue-2", .up), ("green-1", .outOfService), ("green-2", .outOfService)])
        let actions = site.pass().actions
        #expect(actions.count == 2)
        guard case .write(let fragment) = actions.first else { return #expect(Bool(false), "the file comes first") }
        #expect(fragment.backend("bluegreen-shop")?.servers.map(\.isEnabled) == [false, true, false, false])
        #expect(site.texts == ["set server bluegreen-shop/blue-1 state drain"])
        // It gets no new request, so nobody has to wait for those that it still has.
        site.pass()
        #expect(site.machine.acknowledgement == Acknowledgement(revision: 2))
        site.now += .seconds(4)
        #expect(site.pass().actions == [])
        site.now += .seconds(2)
        site.pass()
        #expect(
            site.texts.suffix(2) == [
                "shutdown sessions server bluegreen-shop/blue-1", "set server bluegreen-shop/blue-1 state maint",
            ])
    }

    @Test("The last one that serves stays, whatever is asked: none UP, none listed, nobody UP in the proxy")
    func keepsTheLast() {
        var site = site()
        site.list([("blue-1", .down), ("blue-2", .outOfService), ("green-1", .outOfService)])
        site.settle()
        #expect(site.serving == ["blue-1", "blue-2"])
        #expect(site.machine.acknowledgement?.held.count == 1)
        site.listNothing()
        site.settle()
        #expect(site.serving == ["blue-1", "blue-2"])
        #expect(site.file?.contains("server blue-1 ") == true)
        site.proxy.ill = [Site.server("green-1", .up).address, Site.server("green-2", .up).address]
        site.list([("blue-1", .outOfService), ("blue-2", .outOfService), ("green-1", .up), ("green-2", .up)])
        site.settle()
        #expect(site.serving == ["blue-1", "blue-2"])
        site.proxy.ill = []
        site.settle()
        #expect(site.serving == ["green-1", "green-2"])
        #expect(site.dark == [])
    }

    @Test("A new instance is added without a reload, and one that is gone is drained and deleted")
    func comingAndGoing() {
        var site = site()
        site.list([("blue-2", .up), ("blue-3", .up), ("green-1", .outOfService), ("green-2", .outOfService)])
        site.settle()
        #expect(site.serving == ["blue-2", "blue-3"])
        #expect(
            site.texts.prefix(2) == [
                "add server bluegreen-shop/blue-3 10.0.0.51:80 weight 1 check", "enable health bluegreen-shop/blue-3",
            ])
        #expect(site.texts.last == "del server bluegreen-shop/blue-1")
        #expect(site.file?.contains("blue-1") == false && site.file?.contains("server blue-3 ") == true)
        #expect(site.machine.acknowledgement == Acknowledgement(revision: 2))
    }

    @Test("An instance that listens elsewhere now leaves traffic before its address changes")
    func moving() {
        var site = site()
        site.list([Site.server("blue-1", .up, port: 81)] + start.dropFirst().map { Site.server($0.0, $0.1) })
        site.settle()
        #expect(
            site.texts.filter { $0.contains("blue-1") } == [
                "set server bluegreen-shop/blue-1 state drain", "set server bluegreen-shop/blue-1 state maint",
                "set server bluegreen-shop/blue-1 addr 10.0.0.49 port 81", "set weight bluegreen-shop/blue-1 0%",
                "set server bluegreen-shop/blue-1 state ready", "set weight bluegreen-shop/blue-1 100%",
            ])
        #expect(site.serving == ["blue-1", "blue-2"])
    }

    @Test("A reload or another gateway changes nothing once everything is as asked")
    func levels() {
        var site = site()
        site.proxy.reload(site.file)
        site.settle()
        site.restartGateway()
        site.settle()
        #expect(site.texts == [])
        #expect(site.machine.acknowledgement == Acknowledgement(revision: 1))
    }

    @Test("After a reload nothing is acknowledged until the former process can have no idle connection left")
    func afterReload() {
        var site = site()
        site.proxy.reload(site.file)
        site.list([("blue-1", .up), ("blue-2", .up), ("green-1", .up), ("green-2", .up)])
        site.settle(passes: 6)
        #expect(site.serving == ["blue-1", "blue-2", "green-1", "green-2"])
        #expect(
            site.machine.acknowledgement?.held.map(\.reason) == [
                "HAProxy was reloaded, and its former process may still serve shop as before"
            ])
        site.now += .seconds(8)
        #expect(site.pass().actions == [])
        #expect(site.machine.acknowledgement == Acknowledgement(revision: 2))
    }

    @Test("Tests reach what stands by: backends a color and one for the standby")
    func testRouting() {
        var site = Site(start.map { Site.server($0.0, $0.1) })
        site.settle()
        func ready(_ backend: String) -> [String] {
            let servers = site.proxy.reading.backends[backend] ?? [:]
            return servers.values.filter(\.takesTraffic).map(\.name).sorted()
        }
        #expect(ready("bluegreen-shop-standby") == ["green-1", "green-2"])
        #expect(ready("bluegreen-shop-blue") == ["blue-1", "blue-2"])
        #expect(ready("bluegreen-shop-green") == ["green-1", "green-2"])
        site.list([("blue-1", .up), ("blue-2", .up), ("green-1", .up), ("green-2", .up)])
        site.settle()
        // Nothing stands by: a test is refused, not served by production.
        #expect(ready("bluegreen-shop-standby") == [])
        site.list([("blue-1", .up), ("blue-2", .up), ("green-1", .down), ("green-2", .down)])
        site.settle()
        #expect(ready("bluegreen-shop-green") == [])
        // One that stands by and is ill holds nothing.
        site.proxy.ill = [Site.server("green-1", .up).address]
        site.list([("blue-1", .up), ("blue-2", .up), ("green-1", .outOfService), ("green-2", .outOfService)])
        site.settle()
        #expect(ready("bluegreen-shop-standby") == ["green-2"])
        #expect(site.pass().holds == [] && site.machine.acknowledgement == Acknowledgement(revision: 4))
    }

    @Test("One app that is held up holds no other")
    func apps() {
        var machine = GatewayMachine(settings: plain)
        let listing = Listing(
            registry: 0, revision: 7,
            apps: ["a", "b"].map { ListedApp(name: $0, servers: [Site.server("blue-1", .up)]) })
        machine.take(listing)
        var proxy = SimulatedProxy()
        let first = machine.pass(nil, file: nil, now: .zero)
        guard case .write(let fragment) = first.actions.first else { return #expect(Bool(false)) }
        let text = fragment.text(machine.settings.style)
        proxy.reload(text)
        proxy.backends["bluegreen-a"]?["blue-1"]?.isInMaintenance = true
        _ = machine.pass(proxy.reading, file: text, now: .zero)
        #expect(
            machine.acknowledgement
                == Acknowledgement(
                    revision: 7, held: [.init(app: "a", revision: -1, reason: "blue-1 of a is being made ready")]))
    }

    @Test("A backend that the proxy does not have yet is in the file, and a reload is asked for")
    func unknownBackend() {
        var site = site()
        site.proxy.backends = [:]
        let pass = site.machine.pass(site.proxy.reading, file: site.file, now: .zero)
        #expect(pass.actions == [.reload])
        #expect(pass.holds.map(\.sentence) == ["HAProxy does not have the backend bluegreen-shop yet: reload it"])
    }
}
