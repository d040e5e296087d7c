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
        if case .http(let url) = probe {
            instance.healthCheckURL = url
        }
        instance.lastDirtyTimestamp = claim.lastDirtyTimestamp
        instance.lastUpdatedTimestamp = claim.lastDirtyTimestamp
        return instance
    }
}
