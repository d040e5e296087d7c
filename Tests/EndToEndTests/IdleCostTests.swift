import Coordination
import Foundation
import RolloutCore
import TestSupport
import Testing
import ZooKeeper

/// What a leader costs when there is nothing to do, and that it does not have to be asked twice when there is.
@Suite("Fifty apps of ten and ten instances", .serialized)
struct IdleCostTests {
    private static let apps = 50
    /// Of a core, by a build that is not optimized; an optimized one takes about a third of it.
    private static let limit = 0.20

    @Test("Cost a leader little while nothing happens, and switch in parallel")
    func cost() async throws {
        try await withSettledDeployment(.init(blue: 10, green: 10, controllers: 1)) { deployment in
            var apps: [FurtherApp] = []
            for number in 1..<Self.apps {
                apps.append(try await FurtherApp("app-\(number)", in: deployment, blue: 10, green: 10))
            }
            for app in apps { try await app.awaitServing(.blue, within: .seconds(120)) }
            let controller = try #require(deployment.process("controller-1"))
            let calls = deployment.proxy.events.count
            let (before, start) = (try Self.cpu(of: controller.id), ContinuousClock.now)
            // What is measured is a time without events: there is no fact to wait for.
            try await Task.sleep(for: .seconds(20))
            let took = (ContinuousClock.now - start) / .seconds(1)
            let share = (try Self.cpu(of: controller.id) - before) / took
            print("an idle leader of \(Self.apps) apps took \(share * 100) % of a core")
            #expect(share < Self.limit)
            // Listings are asked for only when there is news; polls would be a thousand.
            let listings = deployment.proxy.events.count - calls
            #expect(listings <= 3 * Self.apps)

            let begin = ContinuousClock.now
            for app in apps { try await app.set("green") }
            for app in apps { try await app.awaitServing(.green, within: .seconds(120)) }
            print("\(apps.count) apps switched in \(ContinuousClock.now - begin)")
        }
    }

    /// Processor time of all its threads, in seconds: fields 14 and 15 of `/proc/PID/stat`, in hundredths.
    private static func cpu(of process: Int32) throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = [11, 12].compactMap { fields.indices.contains($0) ? Double(fields[$0]) : nil }
        return ticks.reduce(0, +) / 100
    }
}
