import RolloutCore

/// What a rollout did to requests, as the gateways counted.
struct TrafficRow: Hashable, Sendable, Encodable {
    /// What one color got.
    struct Counted: Hashable, Sendable, Encodable {
        let requests: Int64
        let failed: Int64
        let cut: Int64
        let retries: Int64

        init(_ counts: TrafficCounts) {
            requests = counts.attempts
            failed = counts.failed
            cut = counts.cutSessions
            retries = counts.retries
        }

        var sentence: String { "\(failed) of \(requests) failed, \(cut) cut" }
    }

    let gateways: Int
    let blue: Counted
    let green: Counted
    let failed: Int64
    let requests: Int64

    init(_ receipt: TrafficReceipt) {
        gateways = receipt.gateways
        blue = Counted(receipt.counts.blue)
        green = Counted(receipt.counts.green)
        failed = receipt.total.failed
        requests = receipt.total.attempts
    }

    /// `blue 0 of 812 failed, 0 cut; green 4 of 230 failed, 0 cut; by 2 gateways`
    var sentence: String {
        "blue \(blue.sentence); green \(green.sentence); by \(gateways) gateway\(gateways == 1 ? "" : "s")"
    }

    /// What is said where no gateway counted: not that nothing failed.
    static let unknown = "not counted"
}
