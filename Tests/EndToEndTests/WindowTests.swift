import Coordination
import Foundation
import RolloutCore
import TestSupport
import Testing

@Suite("A window that opens while everything runs", .serialized)
struct WindowTests {
    @Test("Before it opens a switch is refused with the hour, then it begins when it is asked for again, not by itself")
    func opens() async throws {
        try await withSettledDeployment(.init(controllerArguments: ["--reader-cache", "0s"])) { deployment in
            let opening = Self.nextMinute(leaving: 15)
            let hours = "\(opening.text)-\(Self.text(opening.minute + 120)) UTC"
            try await deployment.setPolicy("windows: [\"\(hours)\"]\nreaderCache: 0s\n")
            deployment.proxy.forget()
            let refused = try await deployment.run(["switch", "green", "--wait", "--timeout", "30s"])
            #expect(refused.code == 5, "\(refused.output)")
            #expect(refused.output.contains("outside its windows: the next one opens on"), "\(refused.output)")
            #expect(refused.output.contains("at \(opening.text) UTC"), "\(refused.output)")
            #expect(try await deployment.activeColor() == "blue")
            #expect(try await deployment.history().first?.outcome == .rejected)
            #expect(try await deployment.run(["precheck", "green"]).code == 5)

            try await eventually(within: .seconds(90), "the window is open") {
                try await deployment.run(["precheck", "green"]).code == 0
            }
            // What was refused is over: nobody is surprised by a switch that somebody asked for last night.
            #expect(deployment.proxy.accepted == [])
            #expect(try await deployment.record()?.rollout == nil)
            let retried = try await deployment.run(["retry", "--wait", "--timeout", "60s"])
            #expect(retried.code == 0, "\(retried.output)")
            try await deployment.awaitServing(.green)
            let audit = Audit(up: deployment.fleet.ids.blue, events: deployment.proxy.events)
            #expect(audit.violations == [])
            #expect(try await deployment.history().map(\.outcome) == [.completed, .rejected])
        }
    }

    @Test("Outside of it the way back is free")
    func wayBack() async throws {
        try await withSettledDeployment(.init(controllerArguments: ["--reader-cache", "0s"])) { deployment in
            try await deployment.set("green")
            try await deployment.awaitServing(.green)
            // Half a day away, whatever the time is.
            let minute = Self.nextMinute(leaving: 0).minute + 720
            try await deployment.setPolicy(
                "windows: [\"\(Self.text(minute))-\(Self.text(minute + 60)) UTC\"]\nreaderCache: 0s\n")
            let refused = try await deployment.run(["switch", "blue", "--wait", "--timeout", "30s"])
            #expect(refused.code == 5 && refused.output.contains("outside its windows"), "\(refused.output)")
            let back = try await deployment.run(["rollback", "--wait", "--timeout", "60s"])
            #expect(back.code == 0, "\(back.output)")
            try await deployment.awaitServing(.blue)
        }
    }

    /// The first full minute, in UTC, that is at least so many seconds away.
    private static func nextMinute(leaving seconds: Double) -> (minute: Int, text: String) {
        let minute = Int((Date.now.timeIntervalSince1970 + seconds) / 60) + 1
        return (minute % 1_440, text(minute))
    }

    private static func text(_ minute: Int) -> String {
        let (hour, rest) = (minute / 60 % 24, minute % 60)
        return (hour < 10 ? "0" : "") + "\(hour):" + (rest < 10 ? "0" : "") + "\(rest)"
    }
}
