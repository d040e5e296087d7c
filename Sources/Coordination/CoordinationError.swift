/// What stands in ZooKeeper cannot be used: one sentence for the person who can act on it.
public struct CoordinationError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
