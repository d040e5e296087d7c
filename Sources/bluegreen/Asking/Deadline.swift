import Foundation
import RolloutCore

/// When something ends, as people write it: a duration from now, or a moment.
enum Deadline {
    /// - Throws: `Failure` that names the option and says how to write one.
    static func parse(_ text: String, option: String, now: Timestamp) throws(Failure) -> Timestamp {
        if let duration = DurationText.parse(text) {
            guard duration > .zero else { throw Failure(.usage, "\(option): \"\(text)\" is over at once") }
            return now + duration
        }
        guard let date = try? Date(text, strategy: .iso8601) else {
            throw Failure(
                .usage,
                "\(option): \"\(text)\" is neither a duration (30m, 2h, 3d) nor a moment with its zone "
                    + "(2026-12-24T18:00:00Z, 2026-12-24T18:00:00+01:00)")
        }
        let moment = Timestamp(milliseconds: Int64(date.timeIntervalSince1970 * 1_000))
        guard moment > now else { throw Failure(.usage, "\(option): \(Moment(moment).short) has passed") }
        return moment
    }
}
