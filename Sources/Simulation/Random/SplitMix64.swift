/// A seeded generator whose numbers are the same on every machine (Steele, Lea, Flood: SplitMix, 2014).
struct SplitMix64: RandomNumberGenerator {
    private var seed: UInt64

    init(seed: UInt64) { self.seed = seed }

    mutating func next() -> UInt64 {
        seed &+= 0x9E37_79B9_7F4A_7C15
        var mixed = seed
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 up to, and without, `limit`.
    mutating func below(_ limit: Int) -> Int { limit > 0 ? Int(next() % UInt64(limit)) : 0 }

    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    /// In whole milliseconds, both ends included.
    mutating func duration(_ shortest: Int, _ longest: Int) -> Duration {
        .milliseconds(shortest + below(longest - shortest + 1))
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    /// A stream of its own, so that what one part draws does not shift what another one gets.
    mutating func fork() -> SplitMix64 { SplitMix64(seed: next()) }
}
