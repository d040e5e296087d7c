import RolloutCore
import Testing

@testable import Controller

@Suite("An answer of Prometheus")
struct PrometheusAnswerTests {
    private func result(_ body: String, status: Int = 200) -> QueryReading.Result {
        PrometheusAnswer(status: status, body: Array(body.utf8)).result
    }

    private func vector(_ values: String...) -> String {
        let series = values.map { #"{"metric":{},"value":[1435781451.781,"\#($0)"]}"# }.joined(separator: ",")
        return #"{"status":"success","data":{"resultType":"vector","result":[\#(series)]}}"#
    }

    @Test("One series, or a scalar, is a value")
    func values() {
        #expect(result(vector("0.05")) == .value(0.05))
        #expect(result(vector("0")) == .value(0))
        #expect(result(vector("1e-3")) == .value(0.001))
        #expect(
            result(#"{"status":"success","data":{"resultType":"scalar","result":[1435781451.781,"1"]}}"#) == .value(1))
        #expect(
            result(
                #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"color":"green"},"value":[1,"2"]}]},"warnings":["x"]}"#
            ) == .value(2))
    }

    @Test(
        "Everything else is inconclusive, and says why",
        arguments: [
            (#"{"status":"success","data":{"resultType":"vector","result":[]}}"#, 200, "the query finds nothing"),
            (#"{"status":"success","data":{"resultType":"scalar","result":[1,"+Inf"]}}"#, 200, "the answer is +Inf"),
            (#"{"status":"success","data":{"resultType":"scalar","result":[1,"NaN"]}}"#, 200, "the answer is NaN"),
            (
                #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"2"]]}]}}"#,
                200,
                "the query gives a matrix"
            ),
            (#"{"status":"success","data":{"resultType":"string","result":[1,"5"]}}"#, 200, "the query gives a string"),
            (
                #"{"status":"error","errorType":"bad_data","error":"invalid parameter \"query\""}"#, 400,
                "Prometheus answered bad_data: invalid parameter"
            ),
            (
                #"{"status":"error","errorType":"timeout","error":"query timed out"}"#, 503,
                "Prometheus answered timeout"
            ),
            ("Service Unavailable", 503, "Prometheus answered 503"), ("", 404, "Prometheus answered 404"),
            ("<html>", 200, "the answer is not Prometheus's"), ("{}", 200, "the answer is not Prometheus's"),
            (#"{"status":"success"}"#, 200, "the answer is not Prometheus's"),
            (
                #"{"status":"success","data":{"resultType":"scalar","result":[1,"abc"]}}"#, 200,
                "the answer is no number"
            ),
            (#"{"status":"success","data":{"resultType":"scalar","result":[1,5]}}"#, 200, "the answer is no number"),
        ])
    func inconclusive(_ body: String, _ status: Int, _ why: String) {
        guard case .inconclusive(let sentence) = result(body, status: status) else {
            Issue.record("\(body) has a value")
            return
        }
        #expect(sentence.hasPrefix(why), "\(sentence)")
    }

    @Test("Several series are no single value")
    func several() {
        #expect(result(vector("0.01", "0.02")) == .inconclusive("the query finds 2 series, and one is expected"))
    }

    @Test("What is said of an error is one short line")
    func printable() {
        let long = String(repeating: "x\\n", count: 5_000)
        guard
            case .inconclusive(let why) = result(#"{"status":"error","errorType":"e","error":"\#(long)"}"#, status: 422)
        else { return }
        #expect(why.count < 220 && !why.contains("\n"))
    }
}
