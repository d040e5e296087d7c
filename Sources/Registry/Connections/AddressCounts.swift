/// How many connections each remote address has.
struct AddressCounts: Hashable, Sendable {
    /// Most connections of one address.
    let limit: Int
    private var counts: [String: Int] = [:]

    init(limit: Int) {
        self.limit = limit
    }

    /// Counts one more; false when the address has as many as it may.
    mutating func admit(_ address: String) -> Bool {
        let count = counts[address, default: 0]
        guard count < limit else { return false }
        counts[address] = count + 1
        return true
    }

    /// One that was admitted is gone.
    mutating func left(_ address: String) {
        guard let count = counts[address] else { return }
        counts[address] = count > 1 ? count - 1 : nil
    }
}
