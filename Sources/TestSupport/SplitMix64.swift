/// A seeded generator whose numbers are the same on every machine (Steele, Lea, Flood: SplitMix, 2014).
public struct SplitMix64: RandomNumberGenerator {
    private var seed: UInt64

    /// Equal seeds give equal numbers.
    public init(seed: UInt64) { self.seed = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        seed &+= 0x9E37_79B9_7F4A_7C15
        var mixed = seed
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 up to, and without, `limit`.
    public mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    /// True so many times of a hundred.
    public mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
}
