import Eureka
import Foundation
import NIOConcurrencyHelpers
import RolloutCore
import TestSupport
import Testing

@Suite("Traffic through nginx", .serialized)
struct NginxTests {
    @Test("nginx takes the example as it is, but for the places of this machine")
    func example() async throws {
        let proxy = try NginxServer(example: try NginxRig.example)
        #expect(try await proxy.refusal() == nil)
        await proxy.remove()
    }

    @Test(
        "Switches there and back under load: no request fails, and from the first disabled instance on none goes to its color"
    )
    func thereAndBack() async throws {
        try await withNginx { rig in
            let load = Load(port: rig.proxy.port)
            try await load.run {
                for color in [Color.green, .blue, .green] {
                    let disabling = NIOLockedValueBox<ContinuousClock.Instant?>(nil)
                    rig.deployment.proxy.forget()
                    rig.deployment.proxy.onChange(before: { _, call in
                        guard call.status == "OUT_OF_SERVICE" else { return }
                        disabling.withLockedValue { $0 = $0 ?? .now }
                    })
                    try await rig.deployment.set(color.rawValue)
                    try await rig.deployment.awaitServing(color)
                    try await load.expectOnly(color)
                    let moment = try #require(disabling.withLockedValue { $0 })
                    #expect(load.instances(since: moment).allSatisfy { $0.hasPrefix(color.rawValue) })
                }
            }
            #expect(load.failures == [])
            #expect(load.all.count > 500)
            #expect(rig.instances.allSatisfy { $0.requests > 0 })
            let metrics = try await rig.ask("/metrics").body
            #expect(metrics.contains("bluegreen_gateway_active_color{app=\"service-client\",color=\"green\"} 1"))
            #expect(metrics.contains("bluegreen_gateway_active_color{app=\"service-client\",color=\"blue\"} 0"))
            #expect(metrics.contains("# HELP bluegreen_gateway_answers_total How often nginx"))
            #expect(!metrics.contains("bluegreen_gateway_proxy_up"))
        }
    }

    @Test("After a quiet time all who come together go to the color that is active by then, not to the former one")
    func quiet() async throws {
        try await withNginx { rig in
            #expect(try await rig.get().1.hasPrefix("blue"))
            try await rig.deployment.set("green")
            try await rig.deployment.awaitServing(.green)
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<32 { group.addTask { try await rig.get().1 } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count == 32 && answers.allSatisfy { $0.hasPrefix("green") }, "\(answers)")
        }
    }

    @Test("In a canary nothing moves before all of the target is enabled")
    func canary() async throws {
        try await withNginx { rig in
            try await rig.deployment.setPolicy("batches: [1, 100%]\nbake: 1s\nphaseDeadline: 5m\ndeadline: 9m\n")
            rig.deployment.proxy.forget()
            let load = Load(port: rig.proxy.port)
            try await load.run {
                try await rig.deployment.set("green")
                try await rig.deployment.awaitServing(.green)
                try await load.expectOnly(.green)
            }
            #expect(load.failures == [])
        }
    }

    @Test("The gateway killed: nginx goes on with what it was told, for as long as it takes")
    func gatewayKilled() async throws {
        try await withNginx { rig in
            let load = Load(port: rig.proxy.port)
            try await load.run {
                try await load.expectOnly(.blue)
                await rig.deployment.process("gateway")?.kill()
                let moment = ContinuousClock.now
                // Well beyond what the answer is valid for.
                try await eventually(within: .seconds(30), "requests go on") {
                    load.all.contains { $0.began >= moment + .seconds(4) }
                }
                try await load.expectOnly(.blue)
                try await rig.startGateway()
                try await rig.awaitApplied()
                try await rig.deployment.set("green")
                try await rig.deployment.awaitServing(.green)
                try await load.expectOnly(.green)
            }
            #expect(load.failures == [])
        }
    }

    @Test("The registry killed: the gateway goes on telling what it knows; one that never knew answers 503")
    func registryKilled() async throws {
        try await withNginx { rig in
            let load = Load(port: rig.proxy.port)
            try await load.run {
                await rig.deployment.process("registry")?.kill()
                try await eventually(within: .seconds(20), "the gateway misses the registry") {
                    rig.deployment.process("gateway")?.output.contains("The registry cannot be asked") == true
                }
                let known = try await rig.ask("/decide/service-client")
                #expect(known.code == 204 && known.color == "blue" && known.body.isEmpty)
                #expect(try await rig.ask("/decide/nobody").code == 503)
                #expect(try await rig.ask("/readyz").code == 200)
                await rig.deployment.process("gateway")?.kill()
                try await rig.startGateway()
                try await eventually(within: .seconds(20), "the next gateway listens, and knows nothing") {
                    guard let answer = try? await rig.ask("/decide/service-client") else { return false }
                    return answer.code == 503 && answer.body == "no registry has been read yet\n"
                }
                #expect(try await rig.ask("/readyz").code == 503)
                try await load.expectOnly(.blue)
                try await rig.deployment.startRegistry()
                try await rig.awaitApplied()
                #expect(try await rig.ask("/decide/service-client").color == "blue")
                try await load.expectOnly(.blue)
            }
            #expect(load.failures == [])
        }
    }
}
