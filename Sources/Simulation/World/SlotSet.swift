/// Some of the instances of a world, by their slots. In slot order, so that nothing depends on hashing.
struct SlotSet: Equatable, Sendable {
    private(set) var bits: UInt64 = 0

    /// Both fleets together.
    static let capacity = 64

    subscript(slot: Int) -> Bool {
        get { bits & (1 << UInt64(slot)) != 0 }
        set { if newValue { bits |= 1 << UInt64(slot) } else { bits &= ~(1 << UInt64(slot)) } }
    }

    var isEmpty: Bool { bits == 0 }
    var count: Int { bits.nonzeroBitCount }

    func union(_ other: SlotSet) -> SlotSet { SlotSet(bits: bits | other.bits) }
    func intersection(_ other: SlotSet) -> SlotSet { SlotSet(bits: bits & other.bits) }
}
