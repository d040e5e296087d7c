import RolloutCore

/// One thing that is not yet as it should be, and why.
struct Hold: Hashable, Sendable {
    /// What is missing.
    enum Kind: Hashable, Sendable {
        /// A server of this color does not get the requests that it should.
        case enabling(Color)
        /// Anything else, such as a server that still gets requests, or a file that cannot be written.
        case other
    }

    var kind: Kind
    /// In one sentence, with the object that holds it.
    var sentence: String
}
