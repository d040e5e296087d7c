/// HAProxy cannot be asked, or answered something that cannot be understood.
public struct HAProxyError: Error, Hashable, CustomStringConvertible {
    /// One phrase.
    public let description: String

    /// An error that says that.
    public init(_ description: String) { self.description = description }
}
