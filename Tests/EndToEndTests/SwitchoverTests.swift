import Foundation
import NIOCore
import RolloutCore
import TestSupport
import Testing

/// What `Scripts/switchover` shows at length.
@Suite("A switch that users do not notice", .serialized)
struct SwitchoverTests {
    private static let backend = "bluegreen-service-client"

    @Test("HAProxy reloaded, the leader killed and the registry restarted in the middle of switches under load")
    func faults() async throws {
        try await withGateway(controllers: 2) { rig in
            let load = Load(port: rig.proxy.port)
            try await load.run {
                try await midway(rig, to: .green, load) { rig.proxy.reload() }
                try await midway(rig, to: .blue, load) {
                    let leader = (try? await rig.deployment.leader()) ?? ""
                    await rig.deployment.process(leader)?.kill()
                }
                try await midway(rig, to: .green, load) {
                    await rig.deployment.process("registry")?.kill()
                    _ = try? await rig.deployment.startRegistry()
                }
                try await midway(rig, to: .blue, load) {}
            }
            #expect(load.failures == [])
            #expect(load.all.count > 1000)
        }
    }

    /// Something happens right after the target's second instance was enabled.
    private func midway(
        _ rig: GatewayRig, to color: Color, _ load: Load, _ fault: @escaping @Sendable () async -> Void
    ) async throws {
        rig.deployment.proxy.forget()
        rig.deployment.proxy.onChange(after: { number, _ in if number == 2 { await fault() } })
        try await rig.deployment.set(color.rawValue)
        // A registry that was started again may have readers that it does not know yet: they are waited for, over a minute.
        try await rig.deployment.awaitServing(color, within: .seconds(180))
        try await rig.awaitApplied()
        try await load.expectOnly(color)
    }

    @Test("The original order, old color out first, fails requests: this load can see it")
    func originalOrder() async throws {
        try await withGateway { rig in
            await rig.deployment.process("gateway")?.kill()
            let load = Load(port: rig.proxy.port)
            try await load.run {
                try await eventually("it is served") { load.all.count >= 100 }
                #expect(load.failures == [])
                for number in 1...3 { try await rig.tellProxy("set server \(Self.backend)/blue-\(number) state maint") }
                try await eventually("requests fail") { !load.failures.isEmpty }
                for number in 1...3 {
                    try await rig.tellProxy("set weight \(Self.backend)/green-\(number) 100%")
                    try await rig.tellProxy("set server \(Self.backend)/green-\(number) state ready")
                }
                try await load.expectOnly(.green)
            }
            #expect(Set(load.failures) == ["503"])
        }
    }

    @Test("A request that is under way when its instance is disabled ends as if nothing had happened")
    func longRequest() async throws {
        try await withGateway { rig in
            for instance in rig.instances where instance.color == .blue { instance.setDelay(.seconds(4)) }
            async let long = rig.get(within: .seconds(30))
            try await eventually("it is under way") {
                rig.instances.contains { $0.color == .blue && $0.requests == 1 }
            }
            try await rig.deployment.set("green")
            try await rig.deployment.awaitServing(.green)
            try await rig.awaitApplied()
            #expect(try await rig.get().1.hasPrefix("green"))
            let (code, instance) = try await long
            #expect(code == 200 && instance.hasPrefix("blue"))
            let cut = "bluegreen_gateway_cut_sessions_total{app=\"service-client\",color=\"blue\"} 0"
            #expect(try await rig.metrics().contains(cut))
        }
    }

    @Test("A target that falls ill once it serves: it goes back by itself, and all of the old color serve throughout")
    func illAfterEnabling() async throws {
        try await withGateway { rig in
            try await rig.deployment.setPolicy("bake: 10m\nphaseDeadline: 20m\ndeadline: 40m\nstepDeadline: 3s\n")
            try await rig.deployment.set("green")
            try await rig.deployment.awaitPhase(.baking)
            let load = Load(port: rig.proxy.port)
            try await load.run {
                for instance in rig.instances where instance.color == .green { instance.setWell(false) }
                try await rig.deployment.awaitServing(.blue)
                try await rig.awaitApplied()
                try await load.expectOnly(.blue)
            }
            #expect(load.failures == [])
            let disabled = rig.deployment.proxy.accepted.filter { $0.instance.hasPrefix("blue") && $0.status != "UP" }
            #expect(disabled.isEmpty, "\(disabled)")
            #expect(try await rig.deployment.history().first?.outcome == .rolledBack)
        }
    }

    @Test("Without the gateway traffic stays as it is, and once it is back it puts right what was changed meanwhile")
    func gatewayAway() async throws {
        try await withGateway { rig in
            let load = Load(port: rig.proxy.port)
            try await load.run {
                await rig.deployment.process("gateway")?.kill()
                try await load.expectOnly(.blue)
                try await rig.tellProxy("set server \(Self.backend)/blue-2 state maint")
                try await rig.startGateway()
                try await eventually(within: .seconds(30), "it is back in traffic") {
                    let moment = ContinuousClock.now
                    try await eventually("some were answered") { load.all.count { $0.began >= moment } >= 50 }
                    return load.instances(since: moment).contains("blue-2")
                }
                try await load.expectOnly(.blue)
            }
            #expect(load.failures == [])
        }
    }

    @Test(
        "HAProxy that crashed and is started again serves the right color from the first request, without any of ours")
    func proxyCrash() async throws {
        try await withGateway { rig in
            try await rig.deployment.set("green")
            try await rig.deployment.awaitServing(.green)
            try await rig.awaitApplied()
            let before = rig.instances.map(\.requests)
            for child in rig.deployment.all { await child.kill() }
            await rig.proxy.kill()
            try await rig.proxy.start()
            for _ in 0..<60 {
                let (code, instance) = try await rig.get()
                #expect(code == 200 && instance.hasPrefix("green"))
            }
            for (instance, count) in zip(rig.instances, before) {
                #expect((instance.requests > count) == (instance.color == .green), "\(instance.id)")
            }
        }
    }
}
