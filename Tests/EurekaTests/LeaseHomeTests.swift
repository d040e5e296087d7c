import Testing

@testable import Eureka

@Suite("Lease registry: which of several replicas takes an instance out")
struct LeaseHomeTests {
    private static let names = ["1", "2", "3"]
    private static let lease: EpochMilliseconds = 90_000

    /// Some replicas that all know one instance.
    private struct Replicas {
        var registries: [String: LeaseRegistry] = [:]
        let key = InstanceKey(app: "SVC", id: "a")

        init(_ names: [String]) {
            for name in names {
                var bench = Bench()
                bench.register(.up, dirty: 1)
                registries[name] = bench.registry
            }
        }

        /// An instance sends one heartbeat to each, at its moment.
        mutating func hear(_ moments: [(String, EpochMilliseconds)]) {
            for (name, moment) in moments {
                #expect(registries[name]?.heartbeat(key, lastDirtyTimestamp: nil, now: moment) == .renewed)
            }
        }

        /// They tell one another, in that order.
        mutating func tell(_ words: [(from: String, to: String)], at moment: EpochMilliseconds) {
            for (from, to) in words { registries[to]?.renew([key], home: from, own: to, now: moment) }
        }

        /// Which of them take it out at that moment, when the word of all others arrives.
        func takers(at moment: EpochMilliseconds, areHeard: Bool = true) -> [String] {
            registries.keys.sorted().filter { name in
                let living = Set(registries.keys).subtracting([name])
                let others = OtherReplicas(living: living, telling: areHeard ? living : [])
                return registries[name]?.outlook(at: moment, others: others).expired.isEmpty == false
            }
        }
    }

    @Test("An instance that told two replicas at once and fell silent is taken out by one of them, whoever spoke first")
    func atOnce() {
        for words in [[("1", "2"), ("2", "1")], [("2", "1"), ("1", "2")]] {
            var replicas = Replicas(["1", "2"])
            for beat in EpochMilliseconds(1)...3 {
                let moment = 1_000_000 + 30_000 * beat
                replicas.hear([("1", moment), ("2", moment + 3)])
                replicas.tell(words, at: moment + 500)
            }
            #expect(replicas.takers(at: 1_090_000 + Self.lease - 1).isEmpty)
            #expect(replicas.takers(at: 1_090_000 + Self.lease) == ["1"])
        }
    }

    @Test("The same among three, in any order of their words")
    func amongThree() {
        let words = Self.names.flatMap { from in Self.names.filter { $0 != from }.map { (from, $0) } }
        for shift in words.indices {
            var replicas = Replicas(Self.names)
            replicas.hear(Self.names.map { ($0, 1_000_000) })
            replicas.tell(Array(words[shift...] + words[..<shift]), at: 1_000_500)
            #expect(replicas.takers(at: 1_000_000 + Self.lease) == ["1"])
        }
    }

    @Test("An instance that goes over to another replica has its home there")
    func moving() {
        var replicas = Replicas(["1", "2"])
        replicas.hear([("1", 1_000_000)])
        replicas.tell([("1", "2")], at: 1_000_500)
        replicas.hear([("2", 1_030_000)])
        replicas.tell([("2", "1")], at: 1_030_500)
        #expect(replicas.takers(at: 1_030_500 + Self.lease) == ["2"])
    }

    @Test(
        "Replicas that hold each other for the home take it out after a further lease, unless they do not hear each other"
    )
    func eachOther() {
        var replicas = Replicas(["1", "2"])
        replicas.tell([("1", "2"), ("2", "1")], at: 1_010_000)
        #expect(replicas.takers(at: 1_010_000 + 2 * Self.lease - 1).isEmpty)
        #expect(replicas.takers(at: 1_010_000 + 2 * Self.lease) == ["1", "2"])
        #expect(replicas.takers(at: 1_010_000 + 9 * Self.lease, areHeard: false).isEmpty)
    }

    @Test("What has run out or is another's is not waited for")
    func next() {
        var replicas = Replicas(["1", "2"])
        replicas.hear([("1", 1_000_000)])
        replicas.tell([("1", "2")], at: 1_000_500)
        let deadline = 1_000_000 + Self.lease
        let others = OtherReplicas(living: ["1", "2"])
        #expect(replicas.registries["1"]?.outlook(at: deadline - 1, others: others).next == deadline)
        #expect(replicas.registries["1"]?.outlook(at: deadline, others: others).next == nil)
        #expect(replicas.registries["2"]?.outlook(at: deadline - 1, others: others).next == nil)
    }
}
