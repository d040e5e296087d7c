/// How a registry is, in the terms of Eureka's `GET status`: for monitoring, no client asks.
public struct ServerStatus: Hashable, Sendable {
    /// Names and values of `generalStats`, in their order.
    public var general: [Fact]
    /// The other replicas and peers, as addresses.
    public var registeredReplicas: [String]
    /// Those of them that are at work.
    public var availableReplicas: [String]
    /// The registry itself as an instance.
    public var instance: InstanceInfo
    /// Whether everything said to it is kept.
    public var isHealthy: Bool

    /// One name with its value.
    public struct Fact: Hashable, Sendable {
        /// What it is called on the wire.
        public let name: String
        /// Its value as text.
        public let value: String

        /// A name with its value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A status put together by hand.
    public init(
        general: [Fact], registeredReplicas: [String], availableReplicas: [String], instance: InstanceInfo,
        isHealthy: Bool
    ) {
        self.general = general
        self.registeredReplicas = registeredReplicas
        self.availableReplicas = availableReplicas
        self.instance = instance
        self.isHealthy = isHealthy
    }

    /// Names and values of `applicationStats`, in their order: lists with commas.
    var application: [Fact] {
        let unavailable = registeredReplicas.filter { !availableReplicas.contains($0) }
        return [
            Fact("registered-replicas", registeredReplicas.joined(separator: ",")),
            Fact("available-replicas", availableReplicas.joined(separator: ",")),
            Fact("unavailable-replicas", unavailable.joined(separator: ",")),
        ]
    }
}
