import Foundation
import TestSupport
import Testing

@testable import Telemetry

@Suite("What systemd is told")
struct SystemdNotifierTests {
    @Test(
        "reaches the socket that the environment names, at a path or at an abstract address", arguments: [true, false])
    func sent(isAbstract: Bool) throws {
        let directory = try TemporaryDirectory("notify")
        defer { directory.remove() }
        let name =
            isAbstract ? "@bluegreen-\(UUID().uuidString)" : directory.url.appendingPathComponent("socket").path
        let socket = try NotifySocket(name)
        let notifier = try #require(SystemdNotifier(environment: ["NOTIFY_SOCKET": name]))
        #expect(notifier.watchdogInterval == nil)
        #expect(notifier.send(.ready, .status("two\nlines")))
        #expect(notifier.send(.alive))
        #expect(notifier.send(.stopping(within: .seconds(90))))
        #expect(
            socket.received == [
                "READY=1\nSTATUS=two lines", "WATCHDOG=1", "STOPPING=1\nEXTEND_TIMEOUT_USEC=90000000",
            ])
    }

    @Test("is nothing where systemd does not ask, or asks at no address that can be")
    func notAsked() {
        for name in [nil, "", "relative", "/" + String(repeating: "x", count: 200)] as [String?] {
            #expect(SystemdNotifier(environment: name.map { ["NOTIFY_SOCKET": $0] } ?? [:]) == nil)
        }
    }

    @Test("is dropped when nobody listens")
    func nobody() throws {
        let notifier = try #require(SystemdNotifier(environment: ["NOTIFY_SOCKET": "/nowhere/to/be/found"]))
        #expect(!notifier.send(.ready))
    }

    @Test("includes signs of life only where they are meant for this process")
    func watchdog() throws {
        let own = ["NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "3000000"]
        #expect(SystemdNotifier(environment: own)?.watchdogInterval == .seconds(3))
        let named = own.merging(["WATCHDOG_PID": "\(ProcessInfo.processInfo.processIdentifier)"]) { $1 }
        #expect(SystemdNotifier(environment: named)?.watchdogInterval == .seconds(3))
        let foreign = own.merging(["WATCHDOG_PID": "1"]) { $1 }
        #expect(SystemdNotifier(environment: foreign)?.watchdogInterval == nil)
    }
}
