import Eureka
import Testing

@Suite("A gateway's report")
struct GatewayReportTests {
    private let report = GatewayReport(
        name: "edge 1/\"a\"", run: "4711-1", at: 1_795_442_531_000, processID: 4711,
        apps: [
            "shop": [
                "blue": GatewayCounters(requests: 5),
                "green": GatewayCounters(
                    requests: 230, failedResponses: 10, connectionErrors: 2, retries: 3, cutSessions: 1,
                    responseMilliseconds: 9_000, timedResponses: 228),
            ], "empty": [:],
        ])

    @Test("Is read as it was written, alone and in a list")
    func roundTrip() throws {
        #expect(try GatewayReport(decoding: report.encoded()) == report)
        let reports = GatewayReports(gateways: [report, report])
        #expect(try GatewayReports(decoding: reports.encoded()) == reports)
    }

    @Test("What is not counted is nothing, and what is not known is not needed")
    func lenient() throws {
        let text = #"{"name":"a","run":"1","at":5,"apps":{"x":{"green":{"requests":"7","new":true}}},"other":[1]}"#
        let read = try GatewayReport(decoding: Array(text.utf8))
        #expect(read.apps["x"]?["green"] == GatewayCounters(requests: 7))
        #expect(read.processID == nil)
    }

    @Test(
        "Is refused when it makes no sense",
        arguments: [
            "", "{}", "[]", #"{"name":"a","run":"1","at":5}"#, #"{"name":"","run":"1","at":5,"apps":{}}"#,
            #"{"name":"a","run":"1","at":"x","apps":{}}"#, #"{"name":"a","run":"1","at":5,"apps":[]}"#,
            #"{"name":"a","run":"1","at":5,"apps":{"x":{"red":{}}}}"#,
            #"{"name":"a","run":"1","at":5,"apps":{"x":{"green":5}}}"#,
            #"{"name":"a","run":"1","at":5,"apps":{"x":{"green":{"requests":-1}}}}"#,
            #"{"name":"a","run":"1","at":5,"apps":{"x":{"green":{"requests":1e16}}}}"#,
            #"{"name":"a","run":"1","at":5,"apps":{"x":{"green":{"requests":[]}}}}"#,
        ])
    func refused(_ text: String) {
        #expect(throws: WireError.self) { try GatewayReport(decoding: Array(text.utf8)) }
    }

    @Test("Is refused with more apps, or longer names, than there can be")
    func limits() {
        var large = report
        large.apps = Dictionary(uniqueKeysWithValues: (0...GatewayReport.appLimit).map { ("app-\($0)", [:]) })
        #expect(throws: WireError.self) { try GatewayReport(decoding: large.encoded()) }
        var long = report
        long.run = String(repeating: "r", count: GatewayReport.longestName + 1)
        #expect(throws: WireError.self) { try GatewayReport(decoding: long.encoded()) }
    }
}
