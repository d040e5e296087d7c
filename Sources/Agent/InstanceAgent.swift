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
/// and ``exitCode`` has its code.
public final class InstanceAgent: Service {
    /// The member znode's keeper: a service to list before the agent.
    public let member: MemberPresence

    private let configuration: Configuration
    private let links: [RegistryLink]
    private let health: LocalHealth
    private let child: ChildProcess?
    private let machine: NIOLockedValueBox<AgentMachine>
    private let metrics: AgentMetrics
    private let logger: Logger
    private let hasRun = NIOLockedValueBox(false)

    private let drainGate = Gate()
    private let stopGate = Gate()
    private let leaveGate = Gate()
    private let finishGate = Gate()

    /// An agent for one instance; nothing happens before `run()`.
    ///
    /// The configuration must have no ``Configuration/fault``. `registries` are all told the same.
    public init(
        configuration: Configuration,
        registries: [EurekaClient],
        zooKeeper: ZooKeeperClient,
        httpClient: HTTPClient,
        metricsFactory: any MetricsFactory,
        logger: Logger
    ) throws {
        precondition(configuration.fault == nil, configuration.fault ?? "")
        var logger = logger
        logger[metadataKey: LogKeys.app] = "\(configuration.layout.app)"
        logger[metadataKey: LogKeys.color] = "\(configuration.color.rawValue)"
        logger[metadataKey: LogKeys.instance] = "\(configuration.id)"
        let metrics = AgentMetrics(factory: metricsFactory)
        self.configuration = configuration
        self.metrics = metrics
        self.logger = logger
        member = try Self.makeMember(configuration, zooKeeper, logger)
        links = registries.map { client in
            RegistryLink(client: client, renewInterval: configuration.renewInterval, metrics: metrics, logger: logger) {
                configuration.registration($0)
            }
        }
        health = LocalHealth(
            probe: configuration.probe,
            endpoint: configuration.endpoint,
            timeout: configuration.probeTimeout,
            httpClient: httpClient
        )
        child =
            configuration.command.isEmpty
            ? nil
            : ChildProcess(command: configuration.command, stopDeadline: configuration.stopDeadline, logger: logger)
        machine = NIOLockedValueBox(
            AgentMachine(
                thresholds: .init(healthy: configuration.healthyThreshold, unhealthy: configuration.unhealthyThreshold),
                hasChild: child != nil,
                drains: configuration.drain > .zero
            )
        )
    }

    /// The exit code for the whole process, once `run()` has returned: the child's own when it ended by itself, else 0.
    public var exitCode: Int32? {
        guard case .left(let code) = machine.withLockedValue({ $0.phase }) else { return nil }
        return code
    }

    /// Whether the instance was well when last probed.
    public var isHealthy: Bool { machine.withLockedValue { $0.phase == .healthy } }

    /// Looks after the instance until its process ends or a graceful shutdown is through.
    public func run() async throws {
        let isSecond = hasRun.withLockedValue { hasRun in
            defer { hasRun = true }
            return hasRun
        }
        precondition(!isSecond, "An agent runs once")
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.runChild() }
            group.addTask { await self.probe() }
            group.addTask { await self.runLinks() }
            group.addTask { await self.drain() }
            group.addTask {
                guard (try? await gracefulShutdown()) != nil else { return }
                self.learn(.terminationRequested)
            }
            await finishGate.wait()
            group.cancelAll()
        }
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

// MARK: - Facts and actions

extension InstanceAgent {
    private func learn(_ fact: AgentMachine.Fact) {
        modifyStateAndRunActions { $0.handle(fact, now: Int64(Date().timeIntervalSince1970 * 1_000)) }
    }

    private func modifyStateAndRunActions(_ modify: (inout AgentMachine) -> [AgentMachine.Action]) {
        let actions = machine.withLockedValue { modify(&$0) }
        for action in actions {
            perform(action)
        }
    }

    private func perform(_ action: AgentMachine.Action) {
        switch action {
        case .publishMember:
            logger.notice("Instance is healthy; publishing it")
            member.publish()
        case .claim(let claim):
            logger.notice("Claiming a status", metadata: [LogKeys.status: "\(claim.status.rawValue)"])
            wish(.claim(claim))
        case .startDrain:
            logger.notice("Draining the instance", metadata: [LogKeys.drain: "\(configuration.drain)"])
            drainGate.open()
        case .stopChild:
            logger.notice("Stopping the instance's process")
            stopGate.open()
        case .leaveRegistries:
            wish(.absence)
            leaveGate.open()
        case .finish(let exitCode):
            logger.notice("Agent is through", metadata: [LogKeys.exitCode: "\(exitCode)"])
            finishGate.open()
        }
    }

    private func wish(_ wish: RegistrationMachine.Wish) {
        for link in links {
            link.wish(wish)
        }
    }
}

// MARK: - Tasks

extension InstanceAgent {
    /// Runs the child until it ends or is to be stopped.
    private func runChild() async {
        guard let child else { return }
        let code = await withTaskGroup(of: Int32?.self) { group in
            group.addTask { await child.run() }
            group.addTask {
                await self.stopGate.wait()
                return nil
            }
            var code = await group.next() ?? nil
            group.cancelAll()
            // After an order to stop, what ends the group is the child.
            for await other in group {
                code = code ?? other
            }
            return code
        }
        logger.notice("Instance's process ended", metadata: [LogKeys.exitCode: "\(code ?? 0)"])
        learn(.childExited(code: code ?? 0))
    }

    private func probe() async {
        var lastFailure: String?
        while !Task.isCancelled {
            let failure = await health.failure()
            guard !Task.isCancelled else { return }
            if let failure, failure != lastFailure {
                logger.info("Health check failed", metadata: [LogKeys.reason: "\(failure)"])
            }
            lastFailure = failure
            metrics.probed(isHealthy: failure == nil)
            learn(.probed(isHealthy: failure == nil))
            try? await Task.sleep(for: configuration.probeInterval, clock: .continuous)
        }
    }

    /// Runs all links until each has left its registry, or the deadline for leaving has passed.
    private func runLinks() async {
        let links = links
        let deadline = configuration.leaveDeadline
        let leaveGate = leaveGate
        await withTaskGroup(of: Bool.self) { group in
            for link in links {
                group.addTask {
                    await link.run()
                    return true
                }
            }
            group.addTask {
                await leaveGate.wait()
                guard !links.isEmpty else { return false }
                try? await Task.sleep(for: deadline, clock: .continuous)
                return false
            }
            var running = links.count
            while let hasLeft = await group.next() {
                running -= hasLeft ? 1 : 0
                if !hasLeft || running == 0 { group.cancelAll() }
            }
        }
        learn(.registriesLeft)
    }

    private func drain() async {
        await drainGate.wait()
        try? await Task.sleep(for: configuration.drain, clock: .continuous)
        guard !Task.isCancelled else { return }
        learn(.drainOver)
    }
}
