import RolloutCore

extension Settings {
    /// What one seed's world is like.
    static func drawn(_ random: inout SplitMix64, policy: RolloutPolicy?, isSmall: Bool) -> Settings {
        var drawn = RolloutPolicy(
            checkDeadline: .seconds(15 + random.below(46)), stepDeadline: .seconds(10 + random.below(21)),
            rolloutDeadline: .seconds(random.chance(20) ? 90 : 600),
            readerCache: random.chance(40) ? .automatic : .fixed(.seconds(random.pick([0, 0, 2, 5]))),
            blindPropagation: .seconds(65), drain: .seconds(random.chance(30) ? 1 + random.below(4) : 0))
        drawn.strategy = RolloutPolicy.Strategy(
            batches: random.pick([
                [.percent(100)], [.percent(100)], [.count(1), .percent(100)], [.percent(50), .percent(100)],
                [.count(1), .percent(30), .percent(100)],
            ]),
            bake: .seconds(random.chance(40) ? 3 + random.below(15) : 0),
            soak: .seconds(random.chance(30) ? 3 + random.below(15) : 0))
        drawn.minTarget = random.pick([.percent(100), .percent(100), .percent(50), .count(1)])
        drawn.minHealthy = random.pick([nil, nil, .percent(50), .percent(100)])
        drawn.maxInTransition = 1 + random.below(2)
        drawn.phaseDeadline = .seconds(random.chance(20) ? 60 : 600)
        drawn.onDeadline = random.chance(15) ? .pause : .rollBack
        drawn.rollsBackByItself = random.chance(85)
        drawn.drift = random.chance(15) ? .report : .reassert
        drawn = policy ?? drawn
        var settings = Settings(policy: drawn)
        let largest = isSmall ? 3 : random.pick([2, 3, 3, 4, 6, 10, 20])
        settings.blue = 1 + random.below(largest)
        settings.green = 1 + random.below(largest)
        settings.active = random.pick(Color.allCases)
        settings.controllers = 1 + random.below(3)
        settings.replicas = 1 + random.below(2)
        settings.gateways = 1 + random.below(2)
        let needsCaches = policy == nil && drawn.readerCache != .automatic
        settings.springClients = needsCaches || random.chance(50) ? 0 : 1 + random.below(2)
        settings.hasZones = random.chance(50)
        settings.isGenuine = random.chance(8)
        settings.isIdle = random.chance(12)
        settings.lostCalls = random.chance(40) ? 1 + random.below(4) : 0
        return settings
    }

    /// A random subset of the kinds, and of these up to eight.
    func drawnFaults(_ random: inout SplitMix64, around moments: [Duration]) -> [Fault] {
        let possible = isIdle ? Fault.Kind.ofControllers : Fault.Kind.allCases
        let kinds = possible.filter { _ in random.chance(35) }
        guard !kinds.isEmpty else { return [] }
        return (0..<random.below(9)).map { _ in
            let kind = random.pick(kinds)
            // Most of the time nothing is under way: what is to hit something must come soon after it was asked for.
            let moment = random.pick(moments) + random.duration(-30_000, random.pick([500, 3_000, 30_000]))
            let at = random.chance(60) ? max(.seconds(1), moment) : random.duration(1_000, 165_000)
            let isLong = kind == .leaderPause && random.chance(2)
            return Fault(
                kind: kind, at: min(at, .seconds(165)),
                duration: isLong ? .seconds(3_600) : random.duration(500, random.pick([3_000, 15_000, 60_000])),
                target: random.below(10_000))
        }
    }

    /// One to four intents, nonsense among them.
    func drawnOperations(_ random: inout SplitMix64) -> [(at: Duration, Operation)] {
        var operations: [(at: Duration, Operation)] = []
        var color = active
        for _ in 0..<(1 + random.below(4)) {
            let at = random.duration(3_000, 150_000)
            if isIdle || random.chance(20) {
                let nonsense = random.pick(["gren", "blue\n", "", "GREEN", "{\"color\":\"green\"}", "null"])
                operations.append((at, random.chance(20) ? .delete : .write(nonsense)))
                continue
            }
            if random.chance(8) {
                operations.append((at, .freeze(true)))
                operations.append((at + random.duration(1_000, 40_000), .freeze(false)))
            }
            color = random.chance(75) ? color.opposite : color
            operations.append((at, .write(color.rawValue)))
            operations += drawnRequests(&random, after: at)
            guard random.chance(15) else { continue }
            operations.append((at + random.duration(50, 5_000), .write(color.opposite.rawValue)))
        }
        return operations
    }

    /// What is asked of a rollout soon after it was asked for; a pause is mostly followed by a resume.
    private func drawnRequests(_ random: inout SplitMix64, after at: Duration) -> [(at: Duration, Operation)] {
        guard random.chance(35) else { return [] }
        let first = at + random.duration(10, 30_000)
        let verb = random.pick([RolloutRequest.Verb.pause, .pause, .abort, .abort, .promote, .promoteFully, .retry])
        guard verb == .pause, random.chance(70) else { return [(first, .request(verb))] }
        let next = random.pick([RolloutRequest.Verb.resume, .resume, .abort])
        return [(first, .request(verb)), (first + random.duration(500, 30_000), .request(next))]
    }
}
