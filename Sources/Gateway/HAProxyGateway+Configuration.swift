extension HAProxyGateway {
    /// Which proxy a gateway drives, and how.
    public struct Configuration: Hashable, Sendable {
        /// HAProxy's runtime socket, of level admin.
        public var socket: String
        /// The file of HAProxy's configuration that the gateway owns.
        public var fragment: String
        /// Checks a file before it is put in place, `{}` standing for it; empty: unchecked.
        public var check: [String] = []
        /// Reloads HAProxy when it does not know an app yet; empty: somebody else does.
        public var reload: [String] = []
        /// Tells its counts from those of other gateways, also after a restart.
        public var name = "gateway"
        /// The apps to serve; empty: every app with managed instances.
        public var apps: [String] = []
        /// Whether there are backends for tests, `bluegreen-APP-blue`, `-green` and `-standby`.
        public var hasTestRouting = true
        /// The named `defaults` section of the backends; nil: the last one before the file.
        public var defaults: String?
        /// What follows address and weight of each server.
        public var serverOptions = "check inter 1s fastinter 250ms"
        /// Where health checks ask; nil: what the instances register, when they agree.
        public var healthPath: String?
        /// The cookie that names a user, who then stays with one server; nil: requests go to any.
        public var stickyCookie: String?
        /// How long a disabled server gets to finish its requests; 30 s.
        public var drain: Duration = .seconds(30)
        /// How long a reloaded HAProxy's former process may still send requests as it knew the servers; 10 s.
        public var afterReload: Duration = .seconds(10)
        /// How often the proxy is looked at when nothing happens; 1 s.
        public var interval: Duration = .seconds(1)

        /// A configuration with defaults for everything else.
        public init(socket: String, fragment: String) {
            self.socket = socket
            self.fragment = fragment
        }

        /// What is wrong with the values, in one sentence; nil when nothing is.
        public var fault: String? {
            if drain < .zero || afterReload < .zero || interval <= .zero {
                return "gateway.drain and gateway.afterReload must not be negative"
            }
            if let healthPath, !ListedApp.isPlain(healthPath) {
                return "gateway.healthPath must begin with / and hold no blank, quote or any of #$%{}\\"
            }
            let words = [serverOptions, defaults ?? ""]
            if words.contains(where: { $0.contains { $0.isNewline || $0 == "#" || $0 == ";" } }) {
                return "gateway.serverOptions and gateway.defaults must be words of HAProxy's configuration"
            }
            if let stickyCookie,
                !stickyCookie.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"()#,\"\\'".utf8.contains($0) })
            {
                return "gateway.stickyCookie must be the name of a cookie"
            }
            return nil
        }
    }
}

extension GatewayMachine.Settings {
    init(_ configuration: HAProxyGateway.Configuration) {
        self.init(
            apps: configuration.apps.map { $0.lowercased() }, hasTestRouting: configuration.hasTestRouting,
            style: Fragment.Style(
                defaults: configuration.defaults, serverOptions: configuration.serverOptions,
                stickyCookie: configuration.stickyCookie),
            drain: configuration.drain, afterReload: configuration.afterReload)
    }
}
