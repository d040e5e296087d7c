/// Why a registry cannot start: one sentence for whoever starts it.
public struct RegistryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    init(_ description: String) { self.description = description }
}
