import Eureka
import RolloutCore
import TestSupport
import Testing

@testable import Gateway

@Suite("Which color gets all requests, where a proxy can only choose between whole colors")
struct ActiveColorTests {
    /// `blue green`, a letter an instance: u UP, o OUT_OF_SERVICE, d DOWN, s STARTING.
    private static func app(_ text: String, changed: [Int64] = [0, 0]) -> ListedApp {
        let statuses: [Character: EurekaStatus] = ["u": .up, "o": .outOfService, "d": .down, "s": .starting]
        let fleets = text.split(separator: " ", omittingEmptySubsequences: false)
        let servers = zip(Color.allCases, fleets).flatMap { color, fleet in
            fleet.enumerated().map { index, letter in
                var server = Site.server("\(color)-\(index + 1)", statuses[letter] ?? .unknown)
                server.changed = color == .blue ? changed[0] : changed[1]
                return server
            }
        }
        return ListedApp(name: "shop", servers: servers)
    }

    /// The answer after each listing: b, g or - for none.
    private static func answers(_ listings: [String]) -> String {
        var active = ActiveColor()
        return listings.map { listing in
            active.take(app(listing))
            return active.answer.map { String($0.rawValue.prefix(1)) } ?? "-"
        }.joined()
    }

    @Test(
        "Through a rollout, listing by listing",
        arguments: [
            (
                "all at once: with the last of the target",
                ["uuu ooo", "uuu uoo", "uuu uuo", "uuu uuu", "ouu uuu", "ooo uuu"], "bbbggg"
            ),
            ("and back", ["ooo uuu", "uoo uuu", "uuo uuu", "uuu uuu", "uuu ouu", "uuu ooo"], "gggbbb"),
            ("turned around midway", ["uuu ooo", "uuu uuo", "uuu uoo", "uuu ooo"], "bbbb"),
            (
                "turned around while both serve: with the first of the target",
                ["uuu ooo", "uuu uuu", "uuu ouu", "uuu ooo"], "bgbb"
            ),
            (
                "a canary: with the last of the target",
                ["uuu ooo", "uuu uoo", "ouu uoo", "ouu uuo", "oou uuo", "oou uuu", "ooo uuu"], "bbbbbgg"
            ),
            ("a canary that goes back", ["ouu uoo", "ouu ooo", "uuu ooo"], "bbb"),
            (
                "a target of which one is never enabled: with the last of the source",
                ["uuu ooo", "uuu uuo", "ouu uuo", "oou uuo", "ooo uuo"], "bbbbg"
            ),
            (
                "an instance that joins while both serve is not enabled",
                ["uuu ooo", "uuu uuu", "uuuo uuu", "uuu uuuo"], "bggb"
            ),
            ("one that is ill was enabled nevertheless", ["uuu ooo", "uuu uuu", "uuu udu", "uuu uuu"], "bggg"),
            ("ill ones alone are no color", ["uuu ddd", "ddd uuu", "ddd ddd"], "bgg"),
            ("nobody", ["", "ooo ooo", "sss ooo", "uoo ooo", "ooo ooo", ""], "---bbb"),
        ])
    func rollout(name: String, listings: [String], expected: String) {
        #expect(Self.answers(listings) == expected, "\(name)")
    }

    @Test("Begun while both serve: the color that the registry changed last")
    func begun() {
        for (changed, color) in [([5, 9], Color.green), ([9, 5], .blue), ([7, 7], .blue)] as [([Int64], Color)] {
            for text in ["uu uu", "uo uo"] {
                var active = ActiveColor()
                active.take(Self.app(text, changed: changed))
                #expect(active.answer == color, "\(text) \(changed)")
            }
        }
    }

    @Test("Whatever is listed, in whatever order: never a color without an instance UP while the other has one")
    func never() {
        var random = SplitMix64(seed: 0x5EED)
        for _ in 0..<500 {
            var active = ActiveColor()
            var known = false
            for _ in 0..<30 {
                let fleets = (0..<2).map { _ in
                    String(
                        (0..<Int.random(in: 0...3, using: &random)).compactMap { _ in
                            "uuoods".randomElement(using: &random)
                        })
                }
                let before = active.answer
                active.take(Self.app(fleets.joined(separator: " ")))
                let up = PerColor(blue: fleets[0].contains("u"), green: fleets[1].contains("u"))
                known = known || up.blue || up.green
                #expect((active.answer != nil) == known)
                guard let answer = active.answer else { continue }
                #expect(up[answer] || !up[answer.opposite], "\(fleets)")
                if !up.blue, !up.green { #expect(answer == before) }
                // A color of which all is enabled is never left for one of which only a part is.
                let isWhole = fleets.map { $0.contains("u") && !$0.contains("o") && !$0.contains("s") }
                if isWhole[0] != isWhole[1], up.blue, up.green { #expect(answer == (isWhole[0] ? .blue : .green)) }
            }
        }
    }
}
