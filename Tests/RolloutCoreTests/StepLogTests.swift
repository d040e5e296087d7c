import Foundation
import Testing

@testable import RolloutCore

@Suite("The log of a rollout's steps")
struct StepLogTests {
    @Test("Is a text of one line a step, and reads back as it was, whatever the ids hold")
    func roundTrip() throws {
        var log = StepLog()
        #expect(try decoded(encoded(log)).isEmpty)
        for (index, id) in ["green-1", "host:app:80", "with space", "two\nlines", "50%", "%0A", "grün"].enumerated() {
            log.append(
                StepRecord(
                    change: index.isMultiple(of: 2) ? .enable : .disable, instance: InstanceID(rawValue: id),
                    at: Timestamp(milliseconds: Int64(index)), isVerified: index != 3))
        }
        let text = try encoded(log)
        #expect(text.split(separator: "\n").count == 7)
        #expect(text.hasPrefix("0 enable green-1\n1 disable host:app:80\n"))
        #expect(text.contains("3 disable! two%0Alines"))
        #expect(try decoded(text) == log)
    }

    @Test("What is no step is refused", arguments: ["x", "1 enable", "later enable a", "1 destroy a"])
    func nonsense(text: String) {
        #expect(throws: DecodingError.self) { try decoded(text) }
    }

    private func encoded(_ log: StepLog) throws -> String {
        try JSONDecoder().decode(String.self, from: JSONEncoder().encode(log))
    }

    private func decoded(_ text: String) throws -> StepLog {
        try JSONDecoder().decode(StepLog.self, from: JSONEncoder().encode(text))
    }
}
