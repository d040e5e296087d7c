import AsyncHTTPClient
import Coordination
import Eureka
import Logging
import RolloutCore
import ZooKeeper

extension InstanceAgent {
    /// The member znode's keeper; the data names the endpoint and where orders are taken.
    static func makeMember(
        _ configuration: Configuration,
        _ zooKeeper: ZooKeeperClient,
        _ logger: Logger
    ) throws -> MemberPresence {
        let leftOver = LeftOver(of: configuration.endpoint)
        let member = FleetMember(endpoint: configuration.endpoint, owner: .agent, control: configuration.control)
        return MemberPresence(
            PersistentEphemeral(
                client: zooKeeper,
                path: configuration.layout.member(configuration.color, configuration.id),
                data: try member.data(),
                logger: logger,
                replaceOwn: { leftOver.mayReplace($0) }
            )
        )
    }
}

extension InstanceAgent.Configuration {
    func child(_ logger: Logger) -> ChildProcess? {
        guard !command.isEmpty else { return nil }
        return ChildProcess(
            command: command, stopDeadline: stopDeadline, withheld: ownVariables + secretVariables, logger: logger)
    }

    func meter(_ httpClient: HTTPClient) -> InFlightMeter? {
        inFlight.map { source in
            let host = ipAddress ?? endpoint.host
            let address = Endpoint(host: host, port: endpoint.port).description
            return InFlightMeter(source: source, address: address, timeout: probeTimeout, httpClient: httpClient)
        }
    }

    func hookRunner(_ logger: Logger) -> HookRunner? {
        hookDirectory.map {
            HookRunner(directory: $0, timeout: hookTimeout, configuration: self, logger: logger)
        }
    }

    /// Time between two looks at the registry: often when a hook waits for what is seen there.
    var statusInterval: Duration {
        let isAwaited = hooks.contains(.postEnable) || hooks.contains(.postDisable)
        return isAwaited ? min(renewInterval, .seconds(1)) : renewInterval
    }

    /// What the registries are told of the instance.
    func registration(_ claim: Claim) -> InstanceInfo {
        var instance = InstanceInfo(
            app: layout.app.rawValue,
            id: id.rawValue,
            hostName: endpoint.host,
            ipAddress: ipAddress ?? endpoint.host,
            port: endpoint.port,
            status: claim.status
        )
        instance.lease = LeaseInfo(
            renewalIntervalSeconds: Int(renewInterval.components.seconds),
            durationSeconds: Int(leaseDuration.components.seconds)
        )
        instance.metadata = metadata.merging(["color": color.rawValue, "agent": "bluegreen"]) { _, own in own }
        if let reason = claim.reason {
            instance.metadata["reason"] = reason
        }
        if case .http(let url) = probe {
            instance.healthCheckURL = url
        }
        instance.lastDirtyTimestamp = claim.lastDirtyTimestamp
        instance.lastUpdatedTimestamp = claim.lastDirtyTimestamp
        return instance
    }
}
