/// The proxy answered something that cannot be understood, or refused.
struct ProxyAnswerError: Error, Hashable, CustomStringConvertible {
    /// One phrase.
    let description: String

    init(_ description: String) { self.description = description }
}
