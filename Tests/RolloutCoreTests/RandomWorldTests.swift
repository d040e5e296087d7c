import RolloutCore
import TestSupport
import Testing

@Suite struct `In random worlds with random faults` {
    @Test(arguments: 0..<8) func `every guarantee holds, and the world converges when faults stop`(part: UInt64) {
        for seed in (part * 400)..<(part * 400 + 400) {
            let problem = problem(seed: seed)
            #expect(problem == nil, "seed \(seed)")
            if problem != nil { return }
        }
    }

    private func problem(seed: UInt64) -> String? {
        var random = SplitMix64(seed: seed)
        var world = randomWorld(&random)
        for _ in 0..<(10 + random.below(51)) {
            if random.chance(25) { disturb(&world, &random) }
            let fault = random.chance(20) ? World.Fault.allCases[random.below(World.Fault.allCases.count)] : .none
            let decision = world.pass(fault)
            if let problem = transitionProblem(world, decision) { return problem }
            if random.chance(80) { world.elapse(decision) }
            if random.chance(5) { world.now = world.now + .seconds(40) }
        }
        heal(&world)
        guard world.run(1_000, until: { $0.askedColor.map($0.isSettled) ?? false }) else {
            return "does not converge: \(world.reasons.suffix(5)) \(world.up)"
        }
        world.run(5, until: { _ in false })
        guard world.violations.isEmpty else { return "\(world.violations) \(world.reasons)" }
        let changes = world.changes.count
        for _ in 0..<3 {
            let decision = world.pass()
            world.elapse(decision)
            if !decision.action.isHold { return "acts in a converged world: \(decision.reason)" }
        }
        guard case .asked(let intent) = world.intent, world.isSettled(on: intent.color) else {
            return "settled on another color than \(world.intent)"
        }
        return world.changes.count == changes ? nil : "changes a converged world"
    }

    /// No change is begun while the registries still differ on another instance, unless that step was given up.
    private func transitionProblem(_ world: World, _ decision: Decision) -> String? {
        if let first = world.violations.first { return "\(first): \(world.reasons.suffix(8))" }
        guard case .change(let change, _) = decision.action else { return nil }
        let steps = world.record?.rollout?.steps ?? []
        let open = world.disputed.filter { id in
            id != change.instance && !steps.contains { $0.instance == id && !$0.isVerified }
        }
        guard world.record?.rollout != nil, !open.isEmpty else { return nil }
        return "\(change) while \(open) is in transition: \(world.reasons.suffix(8))"
    }

    private func randomWorld(_ random: inout SplitMix64) -> World {
        let policy = RolloutPolicy(
            strategy: randomStrategy(&random), minTarget: random.chance(20) ? .percent(50) : .percent(100),
            minHealthy: random.chance(30) ? .percent(50) : nil, maxInTransition: 1 + random.below(2),
            rolloutDeadline: .seconds(random.chance(20) ? 60 : 1800),
            readerCache: random.chance(50) ? .automatic : .fixed(.seconds(random.below(6))),
            drain: .seconds(random.chance(30) ? 3 : 0))
        var world = World(
            blue: 1 + random.below(3), green: 1 + random.below(3), active: random.chance(50) ? .blue : .green,
            policy: policy,
            registries: 1 + random.below(2))
        for site in world.sites.indices {
            if random.chance(20) { world.sites[site].isBlind = true }
            if random.chance(40) {
                world.sites[site].fetchers.append(
                    World.Fetcher(address: "10.0.0.9", isGateway: false, isAsleep: false, revision: 0, known: []))
            }
        }
        world.fetch()
        return world
    }

    private func randomStrategy(_ random: inout SplitMix64) -> RolloutPolicy.Strategy {
        let batches: [[Amount]] = [
            [.percent(100)], [.count(1), .percent(100)], [.count(1), .percent(50), .percent(100)],
        ]
        return RolloutPolicy.Strategy(
            batches: batches[random.below(batches.count)], bake: .seconds(random.chance(50) ? random.below(8) : 0),
            soak: .seconds(random.chance(30) ? random.below(8) : 0))
    }

    private func disturb(_ world: inout World, _ random: inout SplitMix64) {
        let index = random.below(world.members.count)
        let name = world.members[index].id.rawValue
        switch random.below(15) {
        case 12: world.request(RolloutRequest.Verb.allCases[random.below(RolloutRequest.Verb.allCases.count)])
        case 13: world.freezes = world.freezes.isEmpty ? ["frozen by jo"] : []
        case 14: world.update(name) { $0.isMember.toggle() }
        case 0: world.ask(.green)
        case 1: world.ask(.blue)
        case 2: world.write("gren")
        case 3: world.intent = .absent
        case 4: world.update(name) { $0.readiness = $0.readiness == .ready ? .unready("503") : .ready }
        case 5: world.update(name) { $0.isRegistered.toggle() }
        case 6: die(&world, index, &random)
        case 7: world.update(name) { $0.claim = $0.claim == .down ? .outOfService : .down }
        case 8: toggleOutage(&world, random.below(world.sites.count))
        case 9: toggleSleep(&world, random.below(world.sites.count))
        case 10: world.update(name) { $0.overrides[0] = random.chance(50) ? .up : .outOfService }
        default: world.update(name) { $0.readiness = .unknown("not asked yet") }
        }
    }

    /// It comes back at once under its own name, without an override.
    private func die(_ world: inout World, _ index: Int, _ random: inout SplitMix64) {
        var member = world.members[index]
        member.overrides = member.overrides.map { _ in nil }
        member.readiness = .ready
        member.claim = .outOfService
        member.isRegistered = random.chance(50)
        world.members[index] = member
        world.bump()
    }

    private func toggleOutage(_ world: inout World, _ site: Int) {
        world.sites[site].outage = world.sites[site].outage == nil ? "connection refused" : nil
    }

    private func toggleSleep(_ world: inout World, _ site: Int) {
        world.sites[site].fetchers[0].isAsleep.toggle()
    }

    private func heal(_ world: inout World) {
        for index in world.members.indices {
            world.members[index].readiness = .ready
            world.members[index].isRegistered = true
            world.members[index].isMember = true
            world.members[index].claim = .outOfService
        }
        for site in world.sites.indices {
            world.sites[site].outage = nil
            for index in world.sites[site].fetchers.indices { world.sites[site].fetchers[index].isAsleep = false }
        }
        world.freezes = []
        world.requests = []
        if world.record?.rollout?.pause != nil { world.request(.resume) }
        world.bump()
        if world.record == nil, case .asked = world.intent {} else if world.record == nil { world.ask(.blue) }
    }
}
