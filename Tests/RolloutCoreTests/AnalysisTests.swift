import Foundation
import TestSupport
import Testing

@testable import RolloutCore

@Suite struct `The analysis of a bake` {
    static let errors = AnalysisCheck(
        name: "errors", source: .gateway(.errors), allowed: Threshold("< 1%")!, interval: .seconds(5), minRequests: 20)

    static func policy(_ checks: AnalysisCheck..., soak: Duration = .zero, rollsBack: Bool = true) -> RolloutPolicy {
        RolloutPolicy(
            strategy: .init(batches: [.count(1), .percent(100)], bake: .seconds(20), soak: soak),
            rollsBackByItself: rollsBack, analysis: checks)
    }

    /// In the first bake, with one gateway that has counted something before the rollout.
    private func baking(_ policy: RolloutPolicy) -> World {
        var world = World.steady(policy: policy)
        world.count(green: 5_000, failed: 4_000)
        world.ask(.green)
        world.run(until: { $0.record?.rollout?.analysis != nil })
        return world
    }

    @Test func `passes when the target serves well, and says what it measured`() throws {
        var world = baking(Self.policy(Self.errors))
        world.run(counting: 10, until: { $0.phase != .baking })
        #expect(world.phase == .disabling)
        world.run(counting: 10, until: { $0.record?.rollout == nil })
        #expect(world.isSettled(on: .green))
        let entry = try #require(world.history.last)
        #expect(entry.checks?.map(\.verdict) == [.pass, .pass])
        #expect(entry.checks?.map(\.batch) == [0, 1])
        let traffic = try #require(entry.traffic)
        #expect(traffic.gateways == 1)
        #expect(traffic.counts.green.failed == 0, "what was counted before the rollout is not of it")
        #expect(traffic.counts.green.requests > 100)
        #expect(traffic.counts.blue.requests == 0)
    }

    @Test func `goes back by itself when too many fail, with the numbers`() throws {
        var world = baking(Self.policy(Self.errors))
        world.count(green: 230, failed: 12)
        world.run()
        #expect(world.isSettled(on: .blue))
        let entry = try #require(world.history.last)
        #expect(entry.outcome == .rolledBack)
        #expect(entry.reason.contains("errors of green 5.2 % (12 of 230), allowed < 1 %"), "\(entry.reason)")
        #expect(entry.checks?.map(\.verdict) == [.fail])
        #expect(entry.checks?.first?.measured == "5.2 % (12 of 230)")
        #expect(entry.traffic?.counts.green.failed == 12)
        #expect(world.violations.isEmpty)
    }

    @Test func `pauses instead when the policy is not to go back by itself; a person may go on`() {
        var world = baking(Self.policy(Self.errors, rollsBack: false))
        world.count(green: 230, failed: 12)
        world.run(until: { $0.record?.rollout?.pause != nil })
        #expect(world.reason?.sentence == "paused: errors of green 5.2 % (12 of 230), allowed < 1 %")
        world.run(30, until: { _ in false })
        #expect(world.phase == .baking)
        world.request(.resume)
        world.run(3, until: { _ in false })
        #expect(world.record?.rollout?.pause == nil, "what was looked at by a person does not count again")
        world.run(counting: 10, until: { $0.phase != .baking })
        #expect(world.phase == .disabling)
    }

    @Test func `one bad measurement is not enough when more are asked for, and one beyond all measure is`() {
        var check = Self.errors
        check.consecutive = 3
        check.failFast = Quantity("50%")
        var world = baking(Self.policy(check))
        world.count(green: 100, failed: 10)
        world.run(until: { $0.failures == 1 })
        #expect(world.isDone && world.phase == .baking)
        world.run(until: { $0.failures == 2 })
        #expect(world.isDone && world.phase == .baking)
        world.run(until: { $0.record?.rollout?.isReversing == true })
        #expect(
            world.reason?.sentence.contains("errors of green 10 % (10 of 100), allowed < 1 %, 3 times in a row") == true
        )

        var other = baking(Self.policy(check))
        other.count(green: 100, failed: 60)
        other.run(until: { $0.record?.rollout?.isReversing == true })
        #expect(
            other.reason?.sentence.contains(
                "errors of green 60 % (60 of 100), allowed < 1 % and at no time beyond 50 %")
                == true, "\(other.reason?.sentence ?? "")")
    }

    @Test func `a measurement that passes begins the row anew`() {
        var check = Self.errors
        check.consecutive = 2
        var world = baking(Self.policy(check))
        world.count(green: 100, failed: 2)
        world.run(until: { $0.failures == 1 })
        world.count(green: 10_000)
        world.run(until: { $0.failures == 0 })
        #expect(world.isDone)
        world.run(until: { $0.phase != .baking })
        #expect(world.phase == .disabling)
    }

    @Test func `without enough requests it waits beyond the bake, until there are`() {
        var world = baking(Self.policy(Self.errors))
        world.count(green: 19, failed: 19)
        world.run(100, until: { $0.phase != .baking })
        #expect(world.phase == .baking)
        #expect(
            world.reason?.sentence
                == "baking batch 1 of 2 of green for 20s: errors is inconclusive: fewer than 20 requests")
        world.count(green: 2_000)
        world.run(20, until: { $0.phase != .baking })
        #expect(world.phase == .disabling)
    }

    @Test func `without a gateway it is never passed: the rollout goes back at its deadline`() throws {
        var world = World.steady(policy: Self.policy(Self.errors))
        world.ask(.green)
        world.run(3_000)
        #expect(world.isSettled(on: .blue))
        let entry = try #require(world.history.last)
        #expect(entry.reason.contains("the rollout took longer than 30m"))
        #expect(entry.checks?.map(\.verdict) == [.inconclusive])
        #expect(entry.checks?.first?.measured == "no data: no gateway reports the app")
        #expect(entry.traffic == nil, "not counted is not nothing")
    }

    @Test func `what cannot be told for too long pauses, or goes back, as the policy says`() {
        var check = Self.errors
        check.timeout = .seconds(60)
        check.onInconclusive = .pause
        var world = baking(Self.policy(check))
        world.run(200, until: { $0.record?.rollout?.pause != nil })
        #expect(world.reason?.sentence == "paused: errors of green was inconclusive for 1m: no requests")
        world.request(.resume)
        let resumed = world.now
        world.run(
            200, until: { $0.record?.rollout?.pause != nil && $0.requests.isEmpty && $0.now - resumed > .seconds(5) })
        #expect(world.now - resumed > .seconds(60), "the wait begins anew")

        check.onInconclusive = .rollBack
        var other = baking(Self.policy(check))
        other.run()
        #expect(other.isSettled(on: .blue))
        #expect(other.history.last?.reason.contains("errors of green was inconclusive for 1m: no requests") == true)
    }

    @Test func `a new leader knows the counts and the failures, and measures anew before it ends a bake`() {
        var check = Self.errors
        check.consecutive = 2
        var world = baking(Self.policy(check))
        world.count(green: 100, failed: 10)
        world.run(until: { $0.failures == 1 })
        world.changeLeader()
        #expect(world.failures == 1)
        let began = world.now
        world.run(until: { $0.record?.rollout?.isReversing == true })
        #expect(world.isDone && world.now - began >= .seconds(5))
        #expect(world.reason?.sentence.contains("(10 of 100)") == true, "counted from the start of the bake")

        var passing = baking(Self.policy(check))
        passing.count(green: 1_000)
        passing.run(until: { ($0.record?.rollout?.looked.milliseconds ?? 0) >= 15_000 })
        passing.changeLeader()
        passing.update("green-1") { _ in }
        passing.gateways = []
        passing.run(60, until: { $0.phase != .baking })
        #expect(passing.phase == .baking, "what the former leader measured is not relied on")
    }

    @Test func `a failed check goes back also while paused, and an abort needs no check`() {
        var world = baking(Self.policy(Self.errors))
        world.request(.pause)
        world.run(3, until: { $0.record?.rollout?.pause != nil })
        world.count(green: 100, failed: 10)
        world.run()
        #expect(world.isSettled(on: .blue))

        var aborted = baking(Self.policy(Self.errors))
        aborted.request(.abort)
        aborted.run()
        #expect(aborted.isSettled(on: .blue))
    }

    @Test func `promoting is an override, and is remembered as one`() {
        var world = baking(Self.policy(Self.errors))
        world.run(7, until: { _ in false })
        world.request(.promote, comment: "nobody uses it at night")
        world.run(until: { $0.phase != .baking })
        #expect(
            world.record?.rollout?.requests.last?.sentence
                == "the bake ends, although errors is inconclusive: no requests")
        #expect(world.record?.rollout?.checked?.map(\.verdict) == [.inconclusive])
    }

    @Test func `asks Prometheus too, takes each answer once and none from before the bake`() {
        let check = AnalysisCheck(
            name: "latency", source: .prometheus("p99{color=\"{{color}}\"}"), allowed: Threshold("<= 250ms")!,
            interval: .seconds(5), consecutive: 2)
        var world = baking(Self.policy(check))
        world.readings = [QueryReading(check: "latency", askedAt: world.now + .seconds(-1), result: .value(0.1))]
        world.run(60, until: { $0.phase != .baking })
        #expect(world.phase == .baking)
        #expect(world.reason?.sentence.hasSuffix("latency has yet to be measured") == true)
        world.readings = [QueryReading(check: "latency", askedAt: world.now, result: .value(0.3))]
        world.run(60, until: { $0.phase != .baking })
        #expect(world.failures == 1 && world.phase == .baking, "one answer fails once")
        for result in [
            QueryReading.Result.inconclusive("the query finds nothing"), .value(.nan), .value(.infinity),
        ] {
            world.readings = [QueryReading(check: "latency", askedAt: world.now, result: result)]
            world.run(10, until: { $0.phase != .baking })
            #expect(world.phase == .baking)
        }
        world.readings = [QueryReading(check: "latency", askedAt: world.now, result: .value(0.25))]
        world.run(10, until: { $0.phase != .baking })
        #expect(world.phase == .disabling)
        #expect(world.record?.rollout?.checked?.first?.measured == "250 ms")
    }

    @Test func `is made in the soak as well`() {
        var policy = Self.policy(Self.errors, soak: .seconds(10))
        policy.strategy.bake = .zero
        policy.strategy.batches = [.percent(100)]
        var world = World.steady(policy: policy)
        world.count(green: 0)
        world.ask(.green)
        world.run(until: { $0.record?.rollout?.analysis != nil })
        #expect(world.phase == .soaking)
        world.count(green: 100, failed: 50)
        world.run()
        #expect(world.isSettled(on: .blue))
        #expect(world.violations.isEmpty)
    }

    @Test func `the report of a gateway that hangs is measured once, and not relied on for long`() {
        var check = Self.errors
        check.consecutive = 2
        var world = baking(Self.policy(check))
        world.hang = world.now
        world.count(green: 100, failed: 50)
        world.run(60, until: { $0.phase != .baking })
        #expect(world.failures == 1 && world.phase == .baking)

        var passing = baking(Self.policy(check))
        passing.count(green: 100)
        passing.run(until: { $0.record?.rollout?.analysis?.checks.first?.last?.verdict == .pass })
        // Time that was not looked at: what passed before is too old when the bake's time is over.
        passing.hang = passing.now
        passing.pass()
        passing.now = passing.now + .seconds(60)
        passing.run(60, until: { $0.phase != .baking })
        #expect(passing.phase == .baking)
        #expect(passing.reason?.sentence.hasSuffix("errors was not measured lately") == true)
        passing.hang = nil
        passing.run(60, until: { $0.phase != .baking })
        #expect(passing.phase == .disabling)
    }

    @Test func `is left out of a plan, which cannot know it`() {
        let world = World.steady(policy: Self.policy(Self.errors))
        let plan = PlanPreview(of: .green, seen: world.observation, policy: world.planner.policy)
        #expect(plan.outcome == .completed)
    }

    @Test func `survives ZooKeeper: a record is read as it was written`() throws {
        var world = baking(Self.policy(Self.errors))
        world.count(green: 230, failed: 1)
        world.run(until: { $0.record?.rollout?.analysis?.checks.first?.last != nil })
        let data = try JSONEncoder().encode(world.record)
        let read = try JSONDecoder().decode(RolloutRecord.self, from: data)
        #expect(read.rollout?.policy == world.record?.rollout?.policy)
        #expect(read.rollout?.traffic == world.record?.rollout?.traffic)
        #expect(read.rollout?.analysis?.checks.first?.last == world.record?.rollout?.analysis?.checks.first?.last)
    }

    @Test(arguments: 0..<40)
    func `never ends a bake without a measurement that passed and is of late`(_ seed: Int) throws {
        var chance = SplitMix64(seed: UInt64(seed))
        var check = Self.errors
        check.consecutive = Int.random(in: 1...3, using: &chance)
        check.onInconclusive = AnalysisCheck.OnInconclusive.allCases.randomElement(using: &chance)!
        check.timeout = .seconds(Int.random(in: 10...120, using: &chance))
        let query = AnalysisCheck(
            name: "query", source: .prometheus("x{{color}}"), allowed: Threshold("< 1")!, interval: .seconds(5))
        var world = baking(Self.policy(check, query))
        for _ in 0..<200 where world.phase == .baking {
            switch Int.random(in: 0..<10, using: &chance) {
            case 0: world.gateways = []
            case 1: world.changeLeader()
            case 2: world.request(Bool.random(using: &chance) ? .pause : .resume)
            case 3: world.now = world.now + .seconds(60)
            case 4:
                let results: [QueryReading.Result] = [
                    .value(0.5), .value(.nan), .value(-.infinity), .inconclusive("the query finds nothing"),
                ]
                world.readings = [
                    QueryReading(check: "query", askedAt: world.now, result: results.randomElement(using: &chance)!)
                ]
            default: world.count(green: Int64.random(in: 0...10, using: &chance))
            }
            let before = world.record?.rollout
            let decision = world.pass()
            if before?.phase == .baking, world.phase == .disabling {
                let results = try #require(world.record?.rollout?.checked)
                #expect(results.map(\.verdict) == [.pass, .pass], "seed \(seed)")
            }
            world.elapse(decision)
        }
    }
}

extension World {
    /// One gateway counts so many more of green.
    mutating func count(green requests: Int64, failed: Int64 = 0) {
        var green = gateways.first?.counts.green ?? counted
        green.requests += requests
        green.failedResponses += failed
        counted = green
        gateways = [
            GatewayReading(
                name: "gw-1", run: "1", at: 0, counts: PerColor(blue: TrafficCounts(requests: 7), green: green))
        ]
    }

    /// Passes while green gets so many requests between two of them.
    mutating func run(counting requests: Int64, until isThere: (World) -> Bool) {
        for _ in 0..<400 where !isThere(self) {
            count(green: requests)
            passAndElapse()
        }
    }

    var failures: Int? { record?.rollout?.analysis?.checks.first?.failures }

    mutating func changeLeader() { record = record?.takenOver(at: now) }
}
