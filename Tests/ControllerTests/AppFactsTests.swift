import Coordination
import Eureka
import RolloutCore
import Testing

@testable import Controller

@Suite("What several registries say of one instance")
struct AppFactsTests {
    private let id = InstanceID(rawValue: "green-1")

    @Test("They agree: that is its status")
    func agreement() {
        let facts = facts(.up, .up)
        #expect(facts.registration(id) == .registered(.up, override: nil))
    }

    @Test("They differ: said with names")
    func disagreement() {
        #expect(facts(.up, .outOfService).registration(id) == .disagreement("a says UP, b says OUT_OF_SERVICE"))
        #expect(facts(.up, nil).registration(id) == .disagreement("a says UP, b says nothing"))
    }

    @Test("None knows it: missing; one cannot be asked: unavailable")
    func absence() {
        var facts = facts(nil, nil)
        #expect(facts.registration(id) == .missing)
        facts.registries[1].failure = "connection refused"
        #expect(facts.registration(id) == .unavailable("b: connection refused"))
    }

    @Test("A listing asked for before a step of ours does not undo what was read back")
    func overtaken() {
        var facts = facts(.outOfService, .outOfService)
        let generation = facts.registries[0].generation
        facts.registries[0].take(instance(.up), id: id, revision: 8)
        #expect(facts.registries[0].generation != generation)
        facts.registries[0].advance(to: 5)
        #expect(facts.registries[0].revision == 8)
    }

    @Test("A listing is as new as the revision that was known before it was asked for")
    func current() {
        var registry = RegistryFacts(name: "a")
        #expect(!registry.isCurrent(at: 3))
        _ = registry.take(.changed([], etag: nil, revision: 4), askedAt: .now, at: 3)
        #expect(registry.isCurrent(at: 3))
        #expect(!registry.isCurrent(at: 4))
        _ = registry.take(.unchanged, askedAt: .now)
        #expect(!registry.isCurrent(at: 3))
        _ = registry.take(.unchanged, askedAt: .now, at: 4)
        registry.failure = "connection refused"
        #expect(!registry.isCurrent(at: 4))
    }

    @Test("An instance is in the zone that it registers, at Amazon in that of its data center")
    func zone() {
        var told = instance(.up)
        told.metadata = ["zone": "eu-1a"]
        var amazon = instance(.up)
        amazon.dataCenter = DataCenterInfo(name: .amazon, isAmazon: true, metadata: ["availability-zone": "us-east-1c"])
        for (info, zone) in [(told, "eu-1a"), (amazon, "us-east-1c"), (instance(.up), nil)] {
            var facts = AppFacts(registries: ["a"])
            facts.intent = .some(nil)
            facts.requests = []
            facts.policy = .absent
            facts.freeze = .some(nil)
            facts.common.freeze = .some(nil)
            facts.members = PerColor(
                blue: [], green: [Member(id: id, member: FleetMember(endpoint: nil, owner: .agent))])
            _ = facts.registries[0].take(.changed([info], etag: nil, revision: 3), askedAt: .now)
            let seen = facts.observation(now: Timestamp(milliseconds: 1), record: nil)
            #expect(seen?.fleets.green.instances.first?.zone == zone)
        }
    }

    @Test("Who is registered with a color and has no znode has left that fleet; without a color it is nobody's")
    func departed() {
        for (color, count) in [("green", 1), ("blue", 0), (nil, 0)] as [(String?, Int)] {
            var facts = AppFacts(registries: ["a"])
            facts.intent = .some(nil)
            facts.requests = []
            facts.policy = .absent
            facts.freeze = .some(nil)
            facts.common.freeze = .some(nil)
            facts.members = PerColor(blue: [], green: [])
            var info = instance(.up)
            if let color { info.metadata = ["color": color] }
            _ = facts.registries[0].take(.changed([info], etag: nil, revision: 3), askedAt: .now)
            let seen = facts.observation(now: Timestamp(milliseconds: 1), record: nil)
            #expect(seen?.fleets.green.departed.count == count)
            #expect(seen?.fleets.green.instances == [] && seen?.fleets.blue.instances == [])
        }
    }

    @Test("There is no observation before everything was read once")
    func incomplete() {
        var facts = facts(.up, .up)
        let now = Timestamp(milliseconds: 1)
        #expect(facts.observation(now: now, record: nil) == nil)
        facts.intent = .some(nil)
        facts.requests = []
        facts.policy = .absent
        facts.freeze = .some(nil)
        facts.common.freeze = .some(nil)
        facts.members.blue = []
        #expect(facts.observation(now: now, record: nil) == nil)
        facts.members.green = [Member(id: id, member: FleetMember(endpoint: nil, owner: .agent))]
        let seen = facts.observation(now: now, record: nil)
        #expect(seen?.intent == .absent)
        #expect(seen?.fleets.green.instances.first?.readiness == .unready("its znode holds no host:port"))
    }

    @Test("A verdict of the probe is relied on for a while only")
    func shelfLife() {
        var readiness = ReadinessFacts()
        let start = Timestamp(milliseconds: 0)
        let first = readiness.note(.ready, on: id, at: start)
        let second = readiness.note(.ready, on: id, at: start + .seconds(1))
        #expect(first && !second)
        #expect(readiness.verdict(on: id, now: start + .seconds(11)) == .ready)
        #expect(readiness.verdict(on: id, now: start + .seconds(12)) == .unknown("the last probe is too old"))
    }

    private func facts(_ first: EurekaStatus?, _ second: EurekaStatus?) -> AppFacts {
        var facts = AppFacts(registries: ["a", "b"])
        for (index, status) in [first, second].enumerated() {
            let listed = status.map { [instance($0)] } ?? []
            _ = facts.registries[index].take(.changed(listed, etag: nil, revision: 3), askedAt: .now)
        }
        return facts
    }

    private func instance(_ status: EurekaStatus) -> InstanceInfo {
        InstanceInfo(app: "orders", id: id.rawValue, hostName: "h", ipAddress: "127.0.0.1", port: 1, status: status)
    }
}
