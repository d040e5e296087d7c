public import Eureka
public import RolloutCore
public import ZooKeeper

extension RolloutController {
    /// What a controller needs to know.
    public struct Configuration: Sendable {
        /// The app at the root of ZooKeeper; every other one is found below `/apps`.
        public var app: AppName
        /// How this controller is known to others; unique among them.
        public var id: String
        /// `host:port` of this controller's own address, shown as the leader's.
        public var address: String
        /// The program's version, told to others in `/bluegreen/controllers`.
        public var version: String
        /// Whom a step is told to. Every registry is read back in either case.
        public var flipThrough: FlipPath
        /// What instances are shown when a step is told to them; nil shows nothing.
        public var instanceCredential: BasicCredential?
        /// What rollouts of an app without a policy of its own keep to.
        public var policy: AppPolicy
        /// The same as YAML, told to whoever wants to know what a rollout would do; nil is not told.
        public var policyText: String?
        /// Reads an app's own policy; throws one sentence that says what is wrong with it.
        public var readPolicy: @Sendable (String) throws -> AppPolicy
        /// Asks the members of the ensemble how they are; nil where there is one server only.
        public var ensemble: EnsembleProbe?
        /// Asked what the checks of an app's analysis need; nil when there is none.
        public var prometheus: PrometheusClient?
        /// How long a registry or an instance may take to answer.
        public var callTimeout: Duration
        /// How often the registries are asked when nothing happens.
        public var registryInterval: Duration
        /// How often each instance is probed; large fleets, and many apps, are probed more slowly.
        public var probeInterval: Duration
        /// How often everything is looked at although nothing seemed to change.
        public var resyncInterval: Duration

        /// A configuration with the usual times: calls 2 s, registries 1 s, probes 2 s, resync 15 s.
        public init(
            app: AppName, id: String, address: String, version: String, flipThrough: FlipPath = .registry,
            policy: AppPolicy = AppPolicy(),
            readPolicy: @escaping @Sendable (String) throws -> AppPolicy
        ) {
            self.app = app
            self.id = id
            self.address = address
            self.version = version
            self.flipThrough = flipThrough
            self.policy = policy
            self.readPolicy = readPolicy
            ensemble = nil
            callTimeout = .seconds(2)
            registryInterval = .seconds(1)
            probeInterval = .seconds(2)
            resyncInterval = .seconds(15)
        }
    }

    /// Whom a step is told to.
    public enum FlipPath: String, Sendable, CaseIterable {
        /// The registries, directly.
        case registry
        /// The instance, by `POST /eureka/setStatus`, as the original system does.
        case instance
    }
}
