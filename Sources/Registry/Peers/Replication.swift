public import Eureka

extension RegistryServer {
    /// Which other registries this one works with, genuine ones or ours; none by default.
    public struct Replication: Sendable {
        /// Hear of everything that clients and operators say here. Their deadline is that of one call.
        public var peers: [EurekaClient] = []
        /// Copied once before anything is answered: the first of them that answers.
        public var predecessors: [EurekaClient] = []
        /// How many times all of them are tried before the registry gives up to start.
        public var copyTries = 5
        /// Pause before the second try; doubles each time.
        public var copyPause: Duration = .milliseconds(500)
        /// The app that the peers register themselves under.
        public var app = "EUREKA"
        /// This machine's name in the address that the peers have for this registry.
        public var host = "localhost"

        /// Works alone.
        public init() {}
    }
}
