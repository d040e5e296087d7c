import RolloutCore
import TestSupport
import Testing

@Suite("A switch of five hundred and five hundred instances", .serialized)
struct LargeFleetTests {
    @Test("Completes, one instance at a time, and is all in its history")
    func completes() async throws {
        try await withZooKeeper { server in
            try await withDeployment(on: server.connectString, .init(blue: 500, green: 500, controllers: 1)) {
                deployment in
                try await deployment.awaitServing(.blue, within: .seconds(300))
                deployment.proxy.forget()
                let start = ContinuousClock.now
                try await deployment.set("green")
                try await deployment.awaitServing(.green, within: .seconds(300))
                print("switch of 500+500 took \(ContinuousClock.now - start)")
                let audit = Audit(up: deployment.fleet.ids.blue, events: deployment.proxy.events)
                #expect(audit.violations == [])
                #expect(audit.lowest == 500)
                #expect(try await deployment.history().first?.steps.count == 1000)
            }
        }
    }
}
