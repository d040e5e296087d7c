import Eureka

extension RegistryServer {
    /// Settings of one registry.
    public struct Configuration: Sendable {
        /// Where to listen. Beyond this machine only with credentials, or where the network keeps strangers out: whoever
        /// starts it sees to that.
        public var host: String
        /// The port; 0 takes any free one.
        public var port: Int
        /// The app whose members are `/blue` and `/green`; those of all others are below `/apps`.
        public var rootApp = "service-client"
        /// `host:port` where the other replicas reach this one; nil: where it listens, by the machine's name
        /// if that is every interface.
        public var advertisedAddress: String?
        /// What the other replicas ask for in `Authorization`; nil when they ask for nothing.
        public var replicaAuthorization: String?
        /// Who may call, and what they may do; nil asks nobody.
        public var access: AccessControl?
        /// Refuses status changes that name no epoch.
        public var requireEpoch = false
        /// Whether what comes by replication may enable a managed instance; only from peers that were configured.
        var takesPeerOrders = false
        /// Largest registration body in bytes.
        public var maximumBodySize = 256 * 1024
        /// Most instances; a further one is answered 503.
        public var maximumInstances = 100_000
        /// Most instances whose change ZooKeeper has not got yet; beyond that, registrations are answered 503.
        public var maximumUnwritten = 20_000
        /// Most connections at once; further ones wait to be accepted.
        public var maximumConnections = 10_000
        /// Most connections of one remote address; further ones are closed. Above what a proxy or a machine full of
        /// instances needs, and far below the total, so that one client alone cannot keep all others out.
        public var connectionsPerAddress = 1024
        /// How long a connection may stay silent, and an answer untaken. Longer than Eureka clients' 30 s between calls.
        public var idleTimeout: Duration = .seconds(90)
        /// How long a request may take to arrive, from its first byte to its last; then it is answered 408.
        public var requestTimeout: Duration = .seconds(10)
        /// How long a reader that has stopped fetching is still listed, at most. More than the longest interval of a client.
        public var readerSilence: Duration = .seconds(90)
        /// How long a write to ZooKeeper may take before the caller is answered without it. Less than a client's patience.
        public var writeTimeout: Duration = .seconds(1)

        /// How long a change is part of the delta, in milliseconds.
        var deltaRetention: EpochMilliseconds = 180_000

        /// How long a mark in ZooKeeper may take while a registry is copied.
        var copyTimeout: Duration = .seconds(10)

        /// The defaults: this machine only.
        public init(host: String = "127.0.0.1", port: Int = 8761) {
            self.host = host
            self.port = port
        }

        /// - Throws: `RegistryError` when the settings are not to be run with.
        func validate() throws(RegistryError) {
            guard (0...65535).contains(port) else { throw RegistryError("The registry's port must be 0 to 65535.") }
            guard maximumConnections > 0, connectionsPerAddress > 0 else {
                throw RegistryError("The registry must be allowed a connection at least, in all and for each address.")
            }
        }
    }
}
