/// What stands in ZooKeeper cannot be used: one sentence for the person who can act on it.
public struct CoordinationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and where, as it is shown.
    public let description: String

    /// Takes the whole sentence.
    public init(_ description: String) {
        self.description = description
    }
}
