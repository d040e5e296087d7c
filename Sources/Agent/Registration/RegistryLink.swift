import Eureka
import Logging
import NIOConcurrencyHelpers

/// Keeps one registry informed of the instance, for as long as the agent lives.
///
/// A registry that is away is asked again and again, ever less often, and stops nothing else.
final class RegistryLink: Sendable {
    /// How late a call may be: a fraction of every interval there is.
    static let tick: Duration = .milliseconds(100)

    private let client: EurekaClient
    private let describe: @Sendable (Claim) -> InstanceInfo
    private let machine: NIOLockedValueBox<RegistrationMachine>
    private let start = ContinuousClock.now
    private let metrics: AgentMetrics
    private let logger: Logger

    init(
        client: EurekaClient,
        renewInterval: Duration,
        metrics: AgentMetrics,
        logger: Logger,
        describe: @escaping @Sendable (Claim) -> InstanceInfo
    ) {
        var logger = logger
        logger[metadataKey: LogKeys.registry] = "\(client)"
        self.client = client
        self.describe = describe
        self.machine = NIOLockedValueBox(RegistrationMachine(renewInterval: renewInterval))
        self.metrics = metrics
        self.logger = logger
    }

    /// What this registry is to know from now on.
    func wish(_ wish: RegistrationMachine.Wish) {
        machine.withLockedValue { $0.wish(wish, now: elapsed) }
    }

    /// Forwards an order for the instance's status.
    func setStatus(_ status: EurekaStatus, epoch: Int64?) async throws(EurekaError) {
        let instance = describe(Claim(status: status, lastDirtyTimestamp: 0))
        try await client.setStatus(app: instance.app, id: instance.effectiveID, to: status, epoch: epoch)
    }

    /// Speaks to the registry until the instance is taken out of it, or the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            let step = machine.withLockedValue { $0.step(now: elapsed) }
            switch step {
            case .finished:
                return
            case .wait:
                try? await Task.sleep(for: Self.tick, tolerance: Self.tick, clock: .continuous)
            case .register, .heartbeat, .cancel:
                await perform(step)
            }
        }
    }

    private var elapsed: Duration { start.duration(to: .now) }

    private func perform(_ step: RegistrationMachine.Step) async {
        let outcome: RegistrationMachine.Outcome
        do throws(EurekaError) {
            outcome = try await call(step)
            log(step, outcome)
        } catch {
            outcome = .failed
            let wasFailing = machine.withLockedValue { $0.isFailing }
            logger.log(
                level: wasFailing ? .debug : .warning,
                "Registry did not answer as expected; trying again",
                metadata: [LogKeys.call: "\(step.name)", LogKeys.reason: "\(error)"]
            )
        }
        metrics.called(step.name, isDone: outcome != .failed)
        machine.withLockedValue { $0.handle(outcome, of: step, now: elapsed) }
    }

    private func call(_ step: RegistrationMachine.Step) async throws(EurekaError) -> RegistrationMachine.Outcome {
        switch step {
        case .register(let claim):
            try await client.register(describe(claim))
        case .heartbeat(let claim):
            let instance = describe(claim)
            let isKnown = try await client.heartbeat(
                app: instance.app,
                id: instance.effectiveID,
                status: claim.status,
                lastDirtyTimestamp: claim.lastDirtyTimestamp
            )
            return isKnown ? .done : .unknownInstance
        case .cancel:
            let instance = describe(Claim(status: .down, lastDirtyTimestamp: 0))
            try await client.cancel(app: instance.app, id: instance.effectiveID)
        case .wait, .finished:
            break
        }
        return .done
    }

    private func log(_ step: RegistrationMachine.Step, _ outcome: RegistrationMachine.Outcome) {
        switch step {
        case .register(let claim):
            logger.notice("Registered the instance", metadata: [LogKeys.status: "\(claim.status.rawValue)"])
        case .heartbeat where outcome == .unknownInstance:
            logger.warning("Registry does not know the instance; registering it again")
        case .heartbeat:
            logger.trace("Renewed the lease")
        case .cancel:
            logger.notice("Took the instance out of the registry")
        case .wait, .finished:
            break
        }
    }
}

extension RegistrationMachine.Step {
    /// The call's name in logs and metrics.
    var name: String {
        switch self {
        case .register: "register"
        case .heartbeat: "heartbeat"
        case .cancel: "cancel"
        case .wait, .finished: "none"
        }
    }
}
