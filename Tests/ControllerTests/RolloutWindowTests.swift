import Coordination
import Foundation
import RolloutCore
import Testing

@testable import Controller

@Suite("The windows in which rollouts may begin")
struct RolloutWindowTests {
    @Test(
        "Open by the clocks of its place, closed else",
        arguments: [
            // 2026-11-26 is a Thursday; Berlin is an hour ahead of UTC in winter.
            ("Mon-Fri 09:00-17:00 Europe/Berlin", "2026-11-26T08:00:00Z", true),
            ("Mon-Fri 09:00-17:00 Europe/Berlin", "2026-11-26T07:59:59Z", false),
            ("Mon-Fri 09:00-17:00 Europe/Berlin", "2026-11-26T15:59:59Z", true),
            ("Mon-Fri 09:00-17:00 Europe/Berlin", "2026-11-26T16:00:00Z", false),
            ("Mon-Fri 09:00-17:00 Europe/Berlin", "2026-11-28T10:00:00Z", false),
            ("Mon-Fri 09:00-17:00 Europe/Berlin", "2026-07-02T07:00:00Z", true),
            ("Sat,Sun 00:00-24:00 UTC", "2026-11-29T23:59:59Z", true),
            ("Fri-Mon 10:00-11:00 UTC", "2026-11-30T10:30:00Z", true),
            ("Fri-Mon 10:00-11:00 UTC", "2026-12-01T10:30:00Z", false),
            // Past midnight it is still the window of the day on which it began.
            ("Thu 22:00-04:00 America/New_York", "2026-11-27T08:59:00Z", true),
            ("Thu 22:00-04:00 America/New_York", "2026-11-27T09:00:00Z", false),
            ("Thu 22:00-04:00 America/New_York", "2026-11-26T08:00:00Z", false),
            ("22:00-04:00 Asia/Kolkata", "2026-11-26T16:30:00Z", true),
        ])
    func openness(_ text: String, _ moment: String, _ isOpen: Bool) throws {
        #expect(try RolloutWindow(text).isOpen(at: Self.moment(moment)) == isOpen)
    }

    @Test(
        "Its opening is told by the name of the zone that was written", arguments: ["UTC", "Etc/UTC", "Europe/London"])
    func zoneName(_ name: String) throws {
        let window = try RolloutWindow("09:00-17:00 \(name)")
        let opening = window.nextOpening(from: Self.moment("2026-11-26T07:00:00Z"))
        #expect(window.written(opening) == "Thu 2026-11-26 at 09:00 \(name)")
    }

    @Test(
        "Opens next when its clocks say so, also across a change of them",
        arguments: [
            ("Mon-Fri 09:00-17:00 Europe/Berlin", "2026-11-26T16:00:00Z", "2026-11-27T08:00:00Z"),
            ("Mon-Fri 09:00-17:00 Europe/Berlin", "2026-11-27T16:00:00Z", "2026-11-30T08:00:00Z"),
            // Summer time begins on 2026-03-29 and ends on 2026-10-25.
            ("Mon-Fri 09:00-17:00 Europe/Berlin", "2026-03-27T17:00:00Z", "2026-03-30T07:00:00Z"),
            ("Mon-Fri 09:00-17:00 Europe/Berlin", "2026-10-23T17:00:00Z", "2026-10-26T08:00:00Z"),
            // 02:30 does not come on that night: it is open from the moment after the gap, or not at all.
            ("02:30-03:30 Europe/Berlin", "2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z"),
            ("02:15-02:45 Europe/Berlin", "2026-03-28T22:00:00Z", "2026-03-30T00:15:00Z"),
            // 02:30 comes twice on that night.
            ("02:30-02:45 Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z"),
            ("02:30-02:45 Europe/Berlin", "2026-10-25T00:45:00Z", "2026-10-25T01:30:00Z"),
            ("02:30-02:45 Europe/Berlin", "2026-10-25T01:45:00Z", "2026-10-26T01:30:00Z"),
            ("Sun 10:00-11:00 UTC", "2026-11-29T11:00:00Z", "2026-12-06T10:00:00Z"),
            ("Sun 10:00-11:00 UTC", "2026-11-29T10:30:00Z", "2026-11-29T10:30:00Z"),
        ])
    func opening(_ text: String, _ moment: String, _ next: String) throws {
        let opening = try RolloutWindow(text).nextOpening(from: Self.moment(moment))
        #expect(CivilTime(opening).date + "T" + CivilTime(opening).time + "Z" == next.replacing(":00Z", with: "Z"))
    }

    @Test(
        "The next opening is open, and nothing before it is", arguments: ["Europe/London", "America/Sao_Paulo", "UTC"])
    func agreement(_ zone: String) throws {
        let windows = try ["Mon-Wed 01:30-02:30", "Sun 23:00-01:15", "Fri,Sat 00:00-24:00"].map {
            try RolloutWindow("\($0) \(zone)")
        }
        for window in windows {
            var moment = Self.moment("2026-03-20T00:00:00Z")
            for _ in 0..<400 {
                moment = moment + .seconds(3_000)
                let opening = window.nextOpening(from: moment)
                #expect(window.isOpen(at: opening))
                #expect(opening == moment || !window.isOpen(at: opening + .seconds(-60)))
                #expect(window.isOpen(at: moment) == (opening == moment))
            }
        }
    }

    @Test(
        "What is no window is told as such",
        arguments: [
            ("always", "is no window"), ("Mon-Fri 9-17 UTC", "no time of the day"),
            ("Mon-Fri 09:00-25:00 UTC", "no time"),
            ("Mon-Fry 09:00-17:00 UTC", "no days"), ("Mon- 09:00-17:00 UTC", "no days"),
            ("Mon 09:00-17:00 Europe/Berlim", "no time zone"), ("Mon 24:00-24:00 UTC", "no time of the day"),
            ("", "no window"),
        ])
    func faults(_ text: String, _ part: String) {
        #expect { try RolloutWindow(text) } throws: { "\($0)".contains(part) }
    }

    @Test("The first of several windows is the one that is told, with the clocks of its place")
    func sentence() throws {
        let policy = AppPolicy(windows: [
            try RolloutWindow("Mon-Fri 09:00-17:00 Europe/Berlin"), try RolloutWindow("Sat 12:00-13:00 UTC"),
        ])
        #expect(policy.closure(at: Self.moment("2026-11-26T08:00:00Z")) == nil)
        #expect(
            policy.closure(at: Self.moment("2026-11-28T13:00:00Z"))
                == "outside its windows: the next one opens on Mon 2026-11-30 at 09:00 Europe/Berlin")
        #expect(AppPolicy().closure(at: Self.moment("2026-11-28T13:00:00Z")) == nil)
    }

    static func moment(_ text: String) -> Timestamp {
        let date = try? Date(text, strategy: .iso8601)
        return Timestamp(milliseconds: Int64((date ?? .distantPast).timeIntervalSince1970 * 1_000))
    }
}
