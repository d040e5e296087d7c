import Foundation
import Measuring

/// The same calls to nginx and to the registry in turn: in each round first one, then the other, and the next time the
/// other way round, so that what else the machine does hits both.
struct Contest {
    let name: String
    /// What is promised of ours ÷ nginx.
    let promised: Double
    let ours: [Call]
    let peer: [Call]

    private static let warmUp = 2
    private static let seconds = 4

    /// What one round came to.
    struct Round {
        let peer: Wrk.Outcome
        let ours: Wrk.Outcome

        var ratio: Double { ours.perSecond / peer.perSecond }
    }

    func run(_ wrk: Wrk, rounds: Int, nginx: Int, registry: Int) async throws -> Result {
        _ = try await wrk.run(peer, port: nginx, seconds: Self.warmUp)
        _ = try await wrk.run(ours, port: registry, seconds: Self.warmUp)
        var results: [Round] = []
        for number in 1...rounds {
            let round: Round
            if number.isMultiple(of: 2) {
                let ours = try await wrk.run(ours, port: registry, seconds: Self.seconds)
                round = Round(peer: try await wrk.run(peer, port: nginx, seconds: Self.seconds), ours: ours)
            } else {
                let peer = try await wrk.run(peer, port: nginx, seconds: Self.seconds)
                round = Round(peer: peer, ours: try await wrk.run(ours, port: registry, seconds: Self.seconds))
            }
            results.append(round)
            print("\(name), round \(number): \(round.ratio.rounded(to: 2))")
            fflush(nil)
        }
        return Result(contest: self, rounds: results)
    }

    /// All rounds of one contest.
    struct Result {
        let contest: Contest
        let rounds: [Round]

        var peer: Double { Quantiles(rounds.map(\.peer.perSecond)).p50 }
        var ours: Double { Quantiles(rounds.map(\.ours.perSecond)).p50 }
        /// Of the medians.
        var ratio: Double { ours / peer }
        var ratios: Quantiles { Quantiles(rounds.map(\.ratio)) }
        var peerP99: Double { Quantiles(rounds.map(\.peer.p99)).p50 }
        var oursP99: Double { Quantiles(rounds.map(\.ours.p99)).p50 }

        var verdicts: [Verdict] {
            let outcomes = rounds.flatMap { [$0.peer, $0.ours] }
            return [
                Verdict(contest.name, ratio, "× nginx", .atLeast(contest.promised)),
                Verdict(
                    "\(contest.name): errors answered", Double(outcomes.map(\.refused).reduce(0, +)), "answers",
                    .atMost(0)),
                Verdict(
                    "\(contest.name): socket errors", Double(outcomes.map(\.broken).reduce(0, +)), "errors", .atMost(0)),
            ]
        }
    }
}
