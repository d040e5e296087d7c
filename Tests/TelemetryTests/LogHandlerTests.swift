import Foundation
import Logging
import Testing

@testable import Telemetry

@Suite("Log lines")
struct LogHandlerTests {
    private static let hostile = "a b\"c\\d\r\ne\u{1b}[31m\u{2028}\u{202e}ü\u{1F600}"

    @Test("A text line shows time, level, logger, message and sorted metadata")
    func text() {
        let lines = LogLines()
        var logger = lines.logger(.text)
        logger[metadataKey: "app"] = "shop"
        logger.notice("Enabling instance", metadata: ["instance": "green-1", "epoch": "\(41)"])
        #expect(
            lines.written == [
                "2026-11-23T14:02:11.123Z notice controller  Enabling instance  app=shop epoch=41 instance=green-1\n"
            ]
        )
    }

    @Test("A text line without metadata ends with its message")
    func bareText() {
        let lines = LogLines()
        lines.logger(.text).warning("Session suspended")
        #expect(lines.written == ["2026-11-23T14:02:11.123Z warning controller  Session suspended\n"])
    }

    @Test("In the journal a priority stands for the time", arguments: LogFormat.allCases)
    func journal(format: LogFormat) {
        let lines = LogLines()
        let logger = lines.logger(format, isJournal: true)
        for level in Logger.Level.allCases {
            logger.log(level: level, "m")
        }
        #expect(lines.written.map { String($0.prefix(3)) } == ["<7>", "<6>", "<5>", "<4>", "<3>", "<3>"])
        #expect(lines.written.allSatisfy { !$0.contains("2026") })
    }

    @Test("Whatever is in a value, one event is one text line without hidden characters")
    func hostileText() {
        let lines = LogLines()
        let metadata: Logger.Metadata = [
            "key with\nbreak=": .string(Self.hostile), "list": ["x y", ["k": "v"]], "empty": "",
        ]
        lines.logger(.text).error("Line one\nline two", metadata: metadata)
        #expect(
            lines.written == [
                #"2026-11-23T14:02:11.123Z error controller  Line one\nline two  empty="" "#
                    + #"key_with_break_="a b\"c\\d\r\ne\u{1b}[31m\u{2028}\u{202e}ü😀" list="[x y, {k: v}]""# + "\n"
            ]
        )
    }

    @Test("Whatever is in a value, one event is one JSON object that gives it back")
    func hostileJSON() throws {
        let lines = LogLines()
        let metadata: Logger.Metadata = [
            "value": .string(Self.hostile), "time": "own", "n": .stringConvertible(41), "list": ["x", ["k": "v"]],
            "yes": .stringConvertible(true),
        ]
        lines.logger(.json).notice("Enabling\ninstance", metadata: metadata)
        let line = try #require(lines.written.first)
        #expect(
            line.hasPrefix(
                #"{"time":"2026-11-23T14:02:11.123Z","level":"notice","logger":"controller","message":"Enabling\ninstance","#
                    + #""list":["x",{"k":"v"}],"n":41,"metadata.time":"own","#
            )
        )
        #expect(line.unicodeScalars.filter { LogText.isHidden($0) } == ["\n"])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["value"] as? String == Self.hostile)
        #expect(object["yes"] as? Bool == true)
    }

    @Test("A value too long is cut off")
    func longValue() {
        let lines = LogLines()
        lines.logger(.text).info("m", metadata: ["v": .string(String(repeating: "x", count: 100_000))])
        #expect((lines.written.first?.count ?? 0) < LogText.lengthLimit + 100)
        #expect(lines.written.first?.hasSuffix("…\"\n") == true)
    }

    @Test(
        "Moments are written in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (1_709_210_096_007, "2024-02-29T12:34:56.007Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
        ] as [(Int64, String)]
    )
    func times(milliseconds: Int64, text: String) {
        #expect(UTCTime(milliseconds: milliseconds).description == text)
    }
}
