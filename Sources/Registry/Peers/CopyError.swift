/// Why the registry to start from could not be copied: one sentence for whoever starts it.
public struct CopyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    init(_ description: String) { self.description = description }
}
