/// Why it is not known how many requests an instance has in hand.
struct InFlightError: Error, Hashable, CustomStringConvertible {
    /// A few words.
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
