import AsyncHTTPClient
import Controller
import Coordination
import Eureka
import Logging
import RolloutCore
import ZooKeeper

/// Looks at an app as its leader does, for the verbs that say what would come of something.
struct Surveying: Sendable {
    let layout: ZNodeLayout
    let session: any ZooKeeperSession
    let registries: [EurekaClient]
    let httpClient: HTTPClient
    let settings: Settings
    let logger: Logger

    /// What a leader would decide on.
    struct Seen: Sendable {
        let observation: Observation
        let policy: RolloutPolicy
        /// Where the policy comes from, in a few words.
        let policyOrigin: String
    }

    func look() async throws -> Seen {
        let probe = NetworkProbe(httpClient: httpClient, timeout: try settings.duration(.probeTimeout))
        let (settings, isLeaders) = try await effectiveSettings()
        let zooKeeper = try self.settings.zooKeeper()
        let survey = Survey(
            layout: layout, session: session, registries: registries, probe: probe,
            ensemble: zooKeeper.servers.count > 1 ? EnsembleProbe(configuration: zooKeeper) : nil,
            policy: try settings.policy(),
            readPolicy: { try settings.with(policy: $0, at: "policy").policy() }, logger: logger, now: { Moment.now })
        let facts = try await survey.facts(within: .seconds(15))
        return Seen(
            observation: facts.observation, policy: facts.policy,
            policyOrigin: facts.isOwnPolicy
                ? "the app's own policy in ZooKeeper"
                : isLeaders
                    ? "the leader's configuration" : "this command's configuration, since no leader tells its own")
    }

    /// With the leader's rollout policy, which may be another one than this command is configured with.
    private func effectiveSettings() async throws -> (settings: Settings, isLeaders: Bool) {
        guard let leader = try await session.get(ZNodeLayout.leader)?.text else { return (settings, false) }
        for name in try await session.children(of: ZNodeLayout.controllers)?.names ?? [] {
            guard let data = try await session.get(ZNodeLayout.controller(ZNodePath.decoded(name)))?.data,
                let info = try? ControllerInfo(data: data), info.address == leader, let policy = info.policy
            else { continue }
            return (try settings.with(leaderPolicy: policy), true)
        }
        return (settings, false)
    }
}
