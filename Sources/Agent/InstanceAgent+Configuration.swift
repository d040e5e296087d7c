public import Coordination
import Foundation
public import RolloutCore

extension InstanceAgent {
    /// Which instance an agent looks after, and how.
    public struct Configuration: Sendable {
        /// Paths of the app the instance belongs to.
        public var layout: ZNodeLayout
        /// The color it belongs to.
        public var color: Color
        /// Its id, in the registries and in ZooKeeper.
        public var id: InstanceID
        /// Where it takes requests.
        public var endpoint: Endpoint
        /// The endpoint's IP address as registered; the host itself when nil.
        public var ipAddress: String?
        /// Where `POST /eureka/setStatus` is answered for it, when it is.
        public var control: Endpoint?
        /// The process to run; nothing: the instance runs already and is accompanied.
        public var command: [String] = []
        /// How to find out whether it is well; an `http` URL is also registered as its `healthCheckUrl`.
        public var probe: HealthProbe = .tcp
        /// Time between two probes; 1 s.
        public var probeInterval: Duration = .seconds(1)
        /// Deadline of one probe; 1 s.
        public var probeTimeout: Duration = .seconds(1)
        /// Good probes in a row that make it healthy; 1.
        public var healthyThreshold = 1
        /// Bad probes in a row that make it unhealthy; 3.
        public var unhealthyThreshold = 3
        /// Time between two heartbeats, in whole seconds; 10 s.
        public var renewInterval: Duration = .seconds(10)
        /// How long a registry believes in it after a heartbeat, in whole seconds; 30 s.
        public var leaseDuration: Duration = .seconds(30)
        /// Longest time between leaving traffic and being stopped; 5 s, and 0 is allowed.
        public var drain: Duration = .seconds(5)
        /// Who knows how many requests it has in hand, so that draining can end early; nil: nobody.
        public var inFlight: InFlightSource?
        /// How long readers of the registries go on with what they had; nil: as Spring's do, unless all are our gateways.
        public var readerCache: Duration?
        /// The directory of the executables run at certain moments; nil: none are.
        public var hookDirectory: String?
        /// How long one of them may take; 30 s.
        public var hookTimeout: Duration = .seconds(30)
        /// Time before a `pre-enable` that failed is run again; 5 s.
        public var hookRetryInterval: Duration = .seconds(5)
        /// Variables of the environment that are the agent's own affair: the process and the hooks do not get them.
        public var ownVariables: [String] = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"]
        /// Secrets among the variables: hooks get them, the process does not.
        public var secretVariables: [String] = []
        /// Time between SIGTERM and SIGKILL of its process; 10 s.
        public var stopDeadline: Duration = .seconds(10)
        /// Time the registries have to take it out at the end; 3 s.
        public var leaveDeadline: Duration = .seconds(3)
        /// Further metadata to register.
        public var metadata: [String: String] = [:]

        /// A configuration with defaults for everything else.
        public init(layout: ZNodeLayout, color: Color, id: InstanceID, endpoint: Endpoint) {
            self.layout = layout
            self.color = color
            self.id = id
            self.endpoint = endpoint
        }

        /// What is wrong with the values, in one sentence; nil when nothing is.
        public var fault: String? {
            if id.rawValue.isEmpty { return "The instance id must not be empty." }
            if probeInterval <= .zero || probeTimeout <= .zero {
                return "The health check's interval and timeout must be longer than 0."
            }
            if healthyThreshold < 1 || unhealthyThreshold < 1 {
                return "The health check's thresholds must be at least 1."
            }
            if renewInterval < .seconds(1) || leaseDuration <= renewInterval {
                return "The lease must last longer than the time between two heartbeats, which is at least 1 s."
            }
            if drain < .zero || stopDeadline < .zero || leaveDeadline <= .zero {
                return "Drain and stop deadline must not be negative, and leaving needs some time."
            }
            if case .http(let url) = probe, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
                return "The health check's URL must begin with http:// or https://."
            }
            if case .http(let url)? = inFlight, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
                return "The URL of what is in flight must begin with http:// or https://."
            }
            if hookTimeout <= .zero || hookRetryInterval <= .zero { return "A hook needs some time." }
            if let fault = hookFault { return fault }
            return nil
        }

        /// Executables named after hooks; looked at once, at the start.
        var hooks: [Hook] { hookDirectory.map(HookRunner.hooks) ?? [] }

        private var hookFault: String? {
            guard let hookDirectory else { return nil }
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: hookDirectory, isDirectory: &isDirectory),
                isDirectory.boolValue
            else { return "The hooks' directory \(hookDirectory) is none." }
            let runnable = hooks
            let broken = Hook.allCases.first { hook in
                !runnable.contains(hook)
                    && FileManager.default.fileExists(atPath: "\(hookDirectory)/\(hook.rawValue)")
            }
            return broken.map { "The hook \(hookDirectory)/\($0.rawValue) is not executable." }
        }
    }
}
