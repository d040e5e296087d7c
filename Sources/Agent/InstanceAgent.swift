public import AsyncHTTPClient
import Coordination
public import Eureka
import Foundation
public import Logging
public import Metrics
import NIOConcurrencyHelpers
import RolloutCore
public import ServiceLifecycle
public import ZooKeeper

/// Looks after one instance: runs or accompanies its process, tells the registries and ZooKeeper of it, watches its health.
///
/// It never enables its instance: it registers it as OUT_OF_SERVICE, or DOWN when it is not well, and the leader's override
/// does the rest. A registry or ZooKeeper that is away stops neither the process nor the agent.
///
/// A graceful shutdown takes the instance out of traffic, waits for the drain, stops the process and unregisters; list
/// ``member`` before the agent, so that the member znode goes after that. When the process ends by itself, `run()` returns
/// and ``exitCode`` has its code. With an ``AgentMemory`` the next agent goes on where one was killed or asked to hand over.
public final class InstanceAgent: Service {
    /// The member znode's keeper: a service to list before the agent.
    public let member: MemberPresence

    let configuration: Configuration
    let links: [RegistryLink]
    let health: LocalHealth
    let child: ChildProcess?
    let meter: InFlightMeter?
    let hookRunner: HookRunner?
    let memory: AgentMemory?
    let zooKeeper: ZooKeeperClient
    let machine: NIOLockedValueBox<AgentMachine>
    let metrics: AgentMetrics
    let logger: Logger
    /// When it last went round its main loop.
    let turn = NIOLockedValueBox<ContinuousClock.Instant?>(nil)
    private let hasRun = NIOLockedValueBox(false)

    let drainGate = Gate()
    let stopGate = Gate()
    let leaveGate = Gate()
    let finishGate = Gate()
    let hookCalls = HookQueue()

    /// An agent for one instance; nothing happens before `run()`.
    ///
    /// The configuration must have no ``Configuration/fault``. `registries` are all told the same.
    public init(
        configuration: Configuration,
        registries: [EurekaClient],
        zooKeeper: ZooKeeperClient,
        httpClient: HTTPClient,
        metricsFactory: any MetricsFactory,
        memory: AgentMemory? = nil,
        logger: Logger
    ) throws {
        precondition(configuration.fault == nil, configuration.fault ?? "")
        var logger = logger
        logger[metadataKey: LogKeys.app] = "\(configuration.layout.app)"
        logger[metadataKey: LogKeys.color] = "\(configuration.color.rawValue)"
        logger[metadataKey: LogKeys.instance] = "\(configuration.id)"
        let hooks = configuration.hooks
        let metrics = AgentMetrics(
            factory: metricsFactory, countsInFlight: configuration.inFlight != nil, hooks: hooks)
        let resumption = memory?.resumption { configuration.registration($0) }
        self.configuration = configuration
        self.metrics = metrics
        self.memory = memory
        self.zooKeeper = zooKeeper
        self.logger = logger
        member = try Self.makeMember(configuration, zooKeeper, logger)
        links = registries.map { client in
            RegistryLink(
                client: client, renewInterval: configuration.renewInterval, resumption: resumption, metrics: metrics,
                logger: logger
            ) {
                configuration.registration($0)
            }
        }
        health = LocalHealth(
            probe: configuration.probe,
            endpoint: configuration.endpoint,
            timeout: configuration.probeTimeout,
            httpClient: httpClient
        )
        child = configuration.child(logger)
        meter = configuration.meter(httpClient)
        hookRunner = configuration.hookRunner(logger)
        machine = NIOLockedValueBox(
            AgentMachine(
                thresholds: .init(healthy: configuration.healthyThreshold, unhealthy: configuration.unhealthyThreshold),
                hasChild: child != nil,
                drains: configuration.drain > .zero,
                hooks: hooks,
                resumption: resumption
            )
        )
    }

    /// The exit code for the whole process, once `run()` has returned: the child's own, or 0 when it ended as it was asked to.
    public var exitCode: Int32? {
        guard case .left(let code) = machine.withLockedValue({ $0.phase }) else { return nil }
        return code
    }

    /// Whether the instance is well, and ready to be enabled.
    public var isHealthy: Bool { machine.withLockedValue { $0.phase == .healthy } }

    /// Why it is not ready to be enabled, in a few words; nil when it is.
    public var trouble: String? { machine.withLockedValue { $0.phase.trouble } }

    /// Where the instance stands, in a few words.
    public var summary: String {
        let (phase, seen) = machine.withLockedValue { ($0.phase, $0.seen) }
        let shown = seen.map { "shown as \($0.rawValue)" } ?? "not seen in a registry"
        return "\(configuration.id) \(shown); \(phase.trouble ?? "well")"
    }

    /// When it last went round its main loop, which is never longer ago than a few probes take; nil before the first.
    public var lastTurn: ContinuousClock.Instant? { turn.withLockedValue { $0 } }

    /// Looks after the instance until its process ends or a graceful shutdown is through.
    public func run() async throws {
        let isSecond = hasRun.withLockedValue { hasRun in
            defer { hasRun = true }
            return hasRun
        }
        precondition(!isSecond, "An agent runs once")
        learn(.started)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.runChild() }
            group.addTask { await self.probe() }
            group.addTask { await self.runLinks() }
            group.addTask { await self.drain() }
            group.addTask { await self.watchStatus() }
            group.addTask { await self.countInFlight() }
            group.addTask { await self.rememberSessions() }
            group.addTask { await self.repeatHooks() }
            group.addTask {
                guard (try? await gracefulShutdown()) != nil else { return }
                self.learn(.terminationRequested)
            }
            await withTaskGroup(of: Void.self) { hooks in
                hooks.addTask { await self.runHooks() }
                await finishGate.wait()
                // Those that are called for are run to their end.
                hookCalls.finish()
            }
            group.cancelAll()
        }
    }

    /// Ends the agent and leaves everything as it is, for the next one with its ``AgentMemory`` to go on with.
    ///
    /// - Returns: Why it does not, in a few words; nil when it does.
    public func handOver() -> String? {
        guard child == nil else { return "the instance's process is the agent's own and would end with it" }
        guard memory != nil else { return "nothing is kept that the next agent could go on with" }
        learn(.handoverRequested)
        return exitCode == nil ? "it is taking the instance out already" : nil
    }

    /// Orders a status for this instance, as `POST /eureka/setStatus` does: forwarded to every registry.
    ///
    /// `instanceID` and `status` are the form's fields; `epoch` is the leader's, if the caller sent one.
    public func setStatus(instanceID: String, status: String, epoch: Int64? = nil) async -> StatusChangeAnswer {
        guard instanceID == configuration.id.rawValue else { return .wrongInstance }
        guard let status = EurekaStatus(rawValue: status), status == .up || status == .outOfService else {
            return .notAStatus
        }
        for link in links {
            do throws(EurekaError) {
                try await link.setStatus(status, epoch: epoch)
            } catch {
                logger.warning("Registry did not take the ordered status", metadata: [LogKeys.reason: "\(error)"])
                return error.code == .staleEpoch ? .staleEpoch : .unavailable("\(error)")
            }
        }
        logger.notice("Forwarded the ordered status", metadata: [LogKeys.status: "\(status.rawValue)"])
        return .done
    }
}
