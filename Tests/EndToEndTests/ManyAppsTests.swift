import Coordination
import Eureka
import Foundation
import RolloutCore
import TestSupport
import Testing
import ZooKeeper

@Suite("Many apps under one leadership", .serialized)
struct ManyAppsTests {
    @Test("Two apps switch while the target of the app at the root never becomes ready")
    func independent() async throws {
        try await withSettledDeployment(.init(green: 0)) { deployment in
            try await joinUnready("green-1", deployment)
            try await eventually("the app at the root checks its target") {
                // Refused as long as the leader has not read of the new member.
                if try await deployment.activeColor() == "blue" { try await deployment.set("green") }
                return try await deployment.record()?.rollout?.phase == .checking
            }
            let cart = try await FurtherApp("cart", in: deployment)
            let search = try await FurtherApp("search", in: deployment)
            try await cart.awaitServing(.blue)
            try await search.awaitServing(.blue)
            try await cart.set("green")
            try await search.set("green")
            try await cart.awaitServing(.green)
            try await search.awaitServing(.green)
            #expect(try await deployment.record()?.rollout?.phase == .checking)
            let leader = try await deployment.leader()
            let metrics = try await deployment.metrics(of: leader)
            #expect(metrics["bluegreen_fleet_serving_instances{app=\"cart\",color=\"green\"}"] == 2)
            #expect(deployment.process(leader)?.output.contains("No longer leader") == false)
        }
    }

    @Test("An app that is added is served at once, one that is removed is left alone, and no name can do harm")
    func comingAndGoing() async throws {
        try await withSettledDeployment(.init(controllers: 1)) { deployment in
            let client = deployment.client
            for name in ["Orders", "service-client", "-x", "a b"] {
                try await client.createPath(ZNodeLayout.apps.appending(name))
            }
            let cart = try await FurtherApp("cart", in: deployment)
            let start = ContinuousClock.now
            try await cart.awaitServing(.blue, within: .seconds(20))
            print("an app that was added served after \(ContinuousClock.now - start)")

            for color in Color.allCases {
                for id in cart.fleet.ids[color] { try await cart.fleet.leave(id, color, layout: cart.layout) }
                try await client.delete(cart.layout.fleet(color))
            }
            try await client.delete(cart.layout.activeColor)
            try await client.delete(ZNodeLayout.apps.appending("cart"))
            try await eventually("the app is left alone") {
                deployment.process("controller-1")?.output.contains("Leaving an app alone") == true
            }
            let output = deployment.process("controller-1")?.output ?? ""
            for fault in [
                "/apps/Orders is left alone: names are lower-case", "service-client is the app at the root",
                "/apps/-x is left alone", "/apps/a b is left alone",
            ] {
                #expect(output.components(separatedBy: fault).count == 2, "\(fault)\n\(output)")
            }
            try await deployment.set("green")
            try await deployment.awaitServing(.green)
        }
    }

    @Test("A typing error in --app is refused by every verb, makes no app, and advice names the app that was meant")
    func mistyped() async throws {
        try await withSettledDeployment(.init(controllers: 1, controllerArguments: ["--reader-cache", "0s"])) {
            deployment in
            let cart = try await FurtherApp("cart", in: deployment)
            try await cart.awaitServing(.blue)
            let before = try await deployment.client.children(of: "/bluegreen/apps")?.names
            for verb in [
                ["switch", "green"], ["switch", "green", "--plan"], ["rollback"], ["status"], ["history"],
                ["instances"],
                ["pause"], ["precheck", "green"], ["wait", "--for", "green"], ["freeze", "--reason", "x"],
            ] {
                let ended = try await deployment.run(verb + ["--app", "catr"])
                #expect(ended.code == 64, "\(verb): \(ended.output)")
                #expect(ended.output.contains("there is no app \"catr\""), "\(verb): \(ended.output)")
                #expect(ended.output.contains("did you mean \"cart\"?"), "\(verb): \(ended.output)")
            }
            #expect(try await deployment.client.stat(of: ZNodeLayout.apps.appending("catr")) == nil)
            #expect(try await deployment.client.children(of: "/bluegreen/apps")?.names == before)
            let asked = try await deployment.run(["switch", "green", "--app", "cart"])
            #expect(asked.output.contains("`bluegreen status --app cart`"), "\(asked.output)")
            try await cart.awaitServing(.green)
            let created = try await deployment.run(["switch", "blue", "--app", "new", "--create"])
            #expect(created.code == 0, "\(created.output)")
            #expect(try await deployment.client.stat(of: ZNodeLayout.apps.appending("new")) != nil)
        }
    }

    @Test("An app whose record cannot be read harms no other, and leads nobody to give up")
    func broken() async throws {
        try await withSettledDeployment(.init(controllers: 1)) { deployment in
            let broken = ZNodeLayout(app: AppName(rawValue: "broken"), rootApp: Deployment.app)
            try await deployment.client.createPath(broken.record)
            try await deployment.client.set(broken.record, Array("{\"format\":9999}".utf8))
            try await deployment.client.createPath(broken.fleet(.blue))
            try await eventually(within: .seconds(60), "it was begun anew") {
                deployment.process("controller-1")?.output.contains("An app could not be served") == true
            }
            try await deployment.set("green")
            try await deployment.awaitServing(.green)
            #expect(deployment.process("controller-1")?.output.contains("No longer leader") == false)
        }
    }

    @Test("A registry that tells no news is asked over and over")
    func withoutNews() async throws {
        try await withSettledDeployment(.init(controllerArguments: ["--blind-propagation", "1s"])) { deployment in
            deployment.proxy.hideOwnPaths()
            try await deployment.fleet.join("blue-4", .blue, layout: deployment.layout)
            try await deployment.awaitServing(.blue)
            try await deployment.set("green")
            try await deployment.awaitServing(.green)
            #expect(Audit(up: deployment.fleet.ids.blue, events: deployment.proxy.events).violations == [])
        }
    }

    /// Registered, with a znode that names a port where nobody listens.
    private func joinUnready(_ id: String, _ deployment: Deployment) async throws {
        var info = InstanceInfo(
            app: Deployment.app.rawValue, id: id, hostName: "127.0.0.1", ipAddress: "127.0.0.1", port: 1,
            status: .outOfService)
        info.metadata = ["color": "green"]
        info.lease = LeaseInfo(renewalIntervalSeconds: 3600, durationSeconds: 36_000)
        try await deployment.registry.register(info)
        let path = deployment.layout.member(.green, InstanceID(rawValue: id))
        try await deployment.client.create(path, Array("127.0.0.1:1".utf8), mode: .ephemeral)
    }
}
