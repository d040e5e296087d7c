import RolloutCore
import Testing

@testable import bluegreen

@Suite("Durations as people write them")
struct DurationTextTests {
    @Test(
        "Digits and one unit are read",
        arguments: [
            ("500ms", Duration.milliseconds(500)), ("30s", .seconds(30)), ("10m", .seconds(600)),
            ("1h", .seconds(3600)), ("3d", .seconds(259_200)),
            ("0s", .zero), ("090s", .seconds(90)),
        ])
    func reads(_ text: String, _ duration: Duration) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test(
        "Anything else is not",
        arguments: ["", "5", "s", "-5s", "1.5s", "5 s", "5S", "1h30m", "5w", "٣s", "99999999999999999999s", "9000000h"])
    func refuses(_ text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(
        "They are written in the largest unit that leaves no rest",
        arguments: [
            ("90s", "90s"), ("600s", "10m"), ("3600000ms", "1h"), ("48h", "2d"), ("0s", "0s"), ("1500ms", "1500ms"),
        ])
    func writes(_ text: String, _ written: String) throws {
        #expect((try #require(DurationText.parse(text))).text == written)
    }

    @Test(
        "What has passed is told to two units",
        arguments: [
            (Duration.milliseconds(850), "850ms"), (.seconds(12), "12s"), (.seconds(592), "9m52s"),
            (.seconds(3600), "1h"),
            (.seconds(11_105), "3h5m"), (.seconds(187_200), "2d4h"), (.seconds(-3), "0ms"),
        ])
    func elapsed(_ duration: Duration, _ text: String) {
        #expect(DurationText.elapsed(duration) == text)
    }
}
