import Eureka
import RolloutCore
import TestSupport
import Testing

@Suite("Traffic through HAProxy", .serialized)
struct GatewayTests {
    @Test("A switch there and back under load: no request fails, and none goes to the wrong color afterwards")
    func thereAndBack() async throws {
        try await withGateway { rig in
            let load = Load(port: rig.proxy.port)
            try await load.run {
                for color in [Color.green, .blue] {
                    try await rig.deployment.set(color.rawValue)
                    try await rig.deployment.awaitServing(color)
                    try await rig.awaitApplied()
                    try await load.expectOnly(color)
                }
            }
            #expect(load.failures == [])
            #expect(load.all.count > 500)
            #expect(rig.instances.allSatisfy { $0.requests > 0 })
        }
    }

    @Test("HAProxy reloaded right after the n-th status change", arguments: [2, 5])
    func reloaded(after number: Int) async throws {
        try await withGateway { rig in
            rig.deployment.proxy.forget()
            rig.deployment.proxy.onChange(after: { seen, _ in if seen == number { rig.proxy.reload() } })
            let load = Load(port: rig.proxy.port)
            try await load.run {
                try await rig.deployment.set("green")
                try await rig.deployment.awaitServing(.green)
                try await rig.awaitApplied()
                rig.proxy.reload()
                try await load.expectOnly(.green)
            }
            #expect(load.failures == [])
            let output = rig.deployment.process("gateway")?.output ?? ""
            #expect(output.contains("HAProxy was reloaded or restarted"))
        }
    }

    @Test("The gateway killed right after the n-th status change, and started again", arguments: [2, 5])
    func gatewayKilled(after number: Int) async throws {
        try await withGateway { rig in
            rig.deployment.proxy.forget()
            rig.deployment.proxy.onChange(after: { seen, _ in
                if seen == number { await rig.deployment.process("gateway")?.kill() }
            })
            let load = Load(port: rig.proxy.port)
            try await load.run {
                try await rig.deployment.set("green")
                try await eventually(within: .seconds(30), "the gateway is gone") {
                    rig.deployment.process("gateway")?.isRunning == false
                }
                try await rig.startGateway()
                try await rig.deployment.awaitServing(.green)
                try await rig.awaitApplied(within: .seconds(10))
                try await load.expectOnly(.green)
            }
            #expect(load.failures == [])
        }
    }

    @Test("A target that is ill for HAProxy gets no request, holds the switch, and the registry says so")
    func illTarget() async throws {
        try await withGateway { rig in
            let ill = try rig.instance("green-2")
            ill.setWell(forProxy: false)
            let load = Load(port: rig.proxy.port)
            try await load.run {
                try await rig.deployment.set("green")
                try await eventually(within: .seconds(30), "the registry lists what holds the gateway") {
                    let readers = try await rig.deployment.registry.readers()?.readers ?? []
                    return readers.contains { reader in
                        reader.held.contains { $0.reason.contains("green-2") && $0.reason.contains("L7STS 500") }
                    }
                }
                // Whoever asked again saw it no better: blue serves on beside the others of green.
                for _ in 0..<20 { #expect(try await rig.get().0 == 200) }
                #expect(try await rig.deployment.statuses().filter { $0.value == "UP" }.count == 6)
                #expect(ill.requests == 0)
                ill.setWell(forProxy: true)
                try await rig.deployment.awaitServing(.green)
            }
            #expect(load.failures == [])
        }
    }
}

extension Load {
    /// Waits until enough requests that begin from now on were answered, all by that color.
    fileprivate func expectOnly(_ color: Color) async throws {
        let moment = ContinuousClock.now
        try await eventually("enough requests were answered") {
            self.all.count { $0.began >= moment } >= 200
        }
        let instances = instances(since: moment)
        #expect(instances.count == 3 && instances.allSatisfy { $0.hasPrefix(color.rawValue) }, "\(instances)")
    }
}
