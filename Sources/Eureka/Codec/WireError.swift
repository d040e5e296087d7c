/// A document that is not Eureka's, or costs more than allowed.
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One phrase for a log line; never quotes the document.
    public let description: String

    init(_ description: String) { self.description = description }
}
