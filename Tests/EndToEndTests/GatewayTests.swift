import Eureka
import Foundation
import NIOCore
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

    @Test(
        "Without the registry HAProxy goes on as it is, also when it is reloaded, and the registry's restart changes nothing"
    )
    func failStatic() async throws {
        try await withGateway { rig in
            let load = Load(port: rig.proxy.port)
            let file = try String(contentsOfFile: rig.proxy.fragment, encoding: .utf8)
            try await load.run {
                await rig.deployment.process("registry")?.kill()
                try await eventually(within: .seconds(20), "the gateway misses the registry") {
                    rig.deployment.process("gateway")?.output.contains("The registry cannot be asked") == true
                }
                rig.proxy.reload()
                try await load.expectOnly(.blue)
                try await rig.deployment.startRegistry()
                try await rig.awaitApplied()
                try await load.expectOnly(.blue)
            }
            #expect(load.failures == [])
            #expect(try String(contentsOfFile: rig.proxy.fragment, encoding: .utf8) == file)
        }
    }

    @Test("An instance that joins gets requests without a reload, and one that leaves is drained and forgotten")
    func comingAndGoing() async throws {
        let late = LiveInstance("blue-4", .blue)
        try await late.start()
        try await withGateway { rig in
            let load = Load(port: rig.proxy.port)
            try await load.run {
                for _ in 0..<2 {
                    let before = late.requests
                    try await rig.deployment.fleet.join(
                        "blue-4", .blue, live: late.port, layout: rig.deployment.layout)
                    try await eventually(within: .seconds(30), "it gets requests") { late.requests > before }
                    try await rig.deployment.fleet.leave("blue-4", .blue, layout: rig.deployment.layout)
                    try await eventually(within: .seconds(30), "it is forgotten") {
                        let gateway = rig.deployment.process("gateway")?.output ?? ""
                        let file = try String(contentsOfFile: rig.proxy.fragment, encoding: .utf8)
                        return !file.contains("blue-4") && gateway.contains("Server deleted.")
                    }
                }
            }
            #expect(load.failures == [])
            #expect(try await rig.metrics().contains("bluegreen_gateway_reloads_total 0"))
        }
        await late.stop()
    }

    @Test("Requests that outlast the drain are cut, and counted for their color")
    func cut() async throws {
        try await withGateway { rig in
            for instance in rig.instances where instance.color == .blue { instance.setDelay(.seconds(60)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 { group.addTask { _ = try? await rig.get(within: .seconds(50)) } }
                try await eventually("they are under way") {
                    rig.instances.filter { $0.color == .blue }.map(\.requests).reduce(0, +) >= 6
                }
                try await rig.deployment.set("green")
                try await rig.deployment.awaitServing(.green)
                // Nobody waits for them: the other color serves already.
                try await rig.awaitApplied()
                #expect(try await rig.get().1.hasPrefix("green"))
                let name = "bluegreen_gateway_cut_sessions_total{app=\"service-client\",color="
                try await eventually(within: .seconds(30), "they are cut") {
                    let text = try await rig.metrics()
                    return text.contains("\(name)\"blue\"} 6") && text.contains("\(name)\"green\"} 0")
                }
                group.cancelAll()
            }
        }
    }

    @Test("Test traffic reaches the standby by header, and never production by mistake")
    func testRouting() async throws {
        try await withGateway { rig in
            func color(_ values: String...) async throws -> String {
                let (code, body) = try await rig.get(values.map { ("X-BG-Target", $0) })
                return code == 200 ? String(body.prefix { $0 != "-" }) : "\(code)"
            }
            try await eventually("the standby is checked") { try await color("standby") == "green" }
            #expect(try await color() == "blue")
            #expect(try await color("blue") == "blue")
            #expect(try await color("green") == "green")
            for wrong in ["purple", "", "Green", "green, purple", "blue;green"] {
                #expect(try await color(wrong) == "404", "\(wrong)")
            }
            #expect(try await color("green", "purple") == "404")
            for instance in rig.instances where instance.color == .green { instance.setWell(forProxy: false) }
            try await eventually("no standby is UP") { try await color("standby") == "503" }
            #expect(try await color("green") == "503")
            for instance in rig.instances { instance.setWell(forProxy: true) }
            try await rig.deployment.set("green")
            try await rig.deployment.awaitServing(.green)
            try await rig.awaitApplied()
            try await eventually("the other color stands by") { try await color("standby") == "blue" }
            #expect(try await color() == "green")
        }
    }

    @Test("From a network that is not allowed to test, the header is taken off")
    func strangers() async throws {
        try await withGateway(allowing: "192.0.2.0/24") { rig in
            for value in ["green", "purple"] {
                let (code, body) = try await rig.get([("X-BG-Target", value)])
                #expect(code == 200 && body.hasPrefix("blue"))
            }
        }
    }

    @Test("What each color did is counted, and told as metrics with what they mean")
    func counted() async throws {
        try await withGateway { rig in
            for _ in 0..<25 { _ = try await rig.get() }
            rig.proxy.reload()
            try await eventually("the gateway has seen the reload") {
                try await rig.metrics().contains("bluegreen_gateway_reloads_total 1")
            }
            // The former process serves one more request of each connection that it has.
            for _ in 0..<25 { _ = try await rig.get() }
            try await rig.deployment.set("green")
            try await rig.deployment.awaitServing(.green)
            try await rig.awaitApplied()
            for _ in 0..<25 { _ = try await rig.get() }
            try await eventually("all are counted") {
                let text = try await rig.metrics()
                let name = "bluegreen_gateway_requests_total{app=\"service-client\",color="
                let expected = [
                    "\(name)\"green\"} 25", "\(name)\"blue\"} ", "bluegreen_gateway_reloads_total 1",
                    "# HELP bluegreen_gateway_requests_total Requests answered", "bluegreen_gateway_held 0",
                ]
                guard expected.allSatisfy({ text.contains($0) }) else { throw Deployment.Failure(text) }
                return true
            }
        }
    }

    @Test("With a cookie each user stays with one server through a canary, also when HAProxy is reloaded")
    func sticky() async throws {
        try await withGateway(["BLUEGREEN_GATEWAY_STICKY_COOKIE": "uid"]) { rig in
            try await rig.deployment.setPolicy("batches: [1, 100%]\nbake: 10m\nphaseDeadline: 20m\ndeadline: 40m\n")
            try await rig.deployment.set("green")
            try await rig.deployment.awaitPhase(.baking)
            try await rig.awaitApplied()
            var seen: [Set<String>] = []
            for user in 0..<120 {
                var instances: Set<String> = []
                for _ in 0..<3 { instances.insert(try await rig.get([("Cookie", "uid=user\(user)")]).1) }
                seen.append(instances)
            }
            #expect(seen.allSatisfy { $0.count == 1 })
            let green = seen.count { $0 == ["green-1"] }
            #expect((5...80).contains(green), "\(green) of 120")
            rig.proxy.reload()
            try await eventually("the gateway has seen the reload") {
                try await rig.metrics().contains("bluegreen_gateway_reloads_total 1")
            }
            for user in 0..<120 {
                let instance = try await rig.get([("Cookie", "uid=user\(user)")]).1
                #expect(seen[user] == [instance], "user \(user)")
            }
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
