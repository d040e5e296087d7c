/// What one registry says of itself and of those that fetch from it.
public struct RegistryReport: Hashable, Sendable {
    /// Its URL without credentials.
    public let name: String
    /// Its revision and readers, or why it cannot be asked.
    public let answer: Answer

    /// Whether a registry can be asked, and what it tells of its readers.
    public enum Answer: Hashable, Sendable {
        /// Grows with each change that a reader can see; `readers` is nil for a genuine Eureka server, which tells neither.
        /// Before `since` somebody may have fetched whom it does not list; nil when it has listed everybody all along.
        case available(revision: Int64?, readers: [Reader]?, since: Timestamp? = nil)
        /// Cannot be asked: why, in a few words.
        case unavailable(String)
    }

    /// The report of one registry; `name` tells it from the others.
    public init(name: String, answer: Answer) {
        self.name = name
        self.answer = answer
    }
}

/// Whoever fetches the registry: a gateway or any other Eureka client.
public struct Reader: Hashable, Sendable {
    /// Where it fetches from, without the port; names it in the reason of a wait.
    public let address: String
    /// What it calls itself when it fetches; shown beside the address.
    public let userAgent: String
    /// The registry's revision that its last fetch carried.
    public let revision: Int64
    /// Our own gateways apply what they fetch at once; others cache it.
    public let isGateway: Bool
    /// When the registry forgets it, by the registry's own clock, unless it fetches before; nil where that is not told.
    public let listedUntil: Timestamp?

    /// A reader as the registry lists it.
    public init(
        address: String, userAgent: String, revision: Int64, isGateway: Bool, listedUntil: Timestamp? = nil
    ) {
        self.address = address
        self.userAgent = userAgent
        self.revision = revision
        self.isGateway = isGateway
        self.listedUntil = listedUntil
    }
}
