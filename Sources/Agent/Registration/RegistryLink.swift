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
    /// From which revision on the instance was seen to be out.
    private let outRevision = NIOLockedValueBox<Int64?>(nil)
    private let start = ContinuousClock.now
    private let metrics: AgentMetrics
    private let logger: Logger

    init(
        client: EurekaClient,
        renewInterval: Duration,
        resumption: Resumption?,
        metrics: AgentMetrics,
        logger: Logger,
        describe: @escaping @Sendable (Claim) -> InstanceInfo
    ) {
        var logger = logger
        logger[metadataKey: LogKeys.registry] = "\(client)"
        self.client = client
        self.describe = describe
        let heard = resumption.flatMap { $0.isRegistered ? $0.claim : nil }
        self.machine = NIOLockedValueBox(
            RegistrationMachine(renewInterval: renewInterval, heard: heard, mayBeRegistered: resumption != nil))
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

    /// The status that the registry shows; nil when it does not know the instance.
    func status() async throws(EurekaError) -> EurekaStatus? {
        let instance = describe(Claim(status: .down, lastDirtyTimestamp: 0))
        return try await client.instance(app: instance.app, id: instance.effectiveID)?.status
    }

    /// Whether everybody who fetches from this registry knows that the instance is not UP.
    func readerStanding() async -> ReaderStanding {
        guard machine.withLockedValue({ $0.isHeard }) else { return .unknown }
        let instance = describe(Claim(status: .down, lastDirtyTimestamp: 0))
        do throws(EurekaError) {
            let out: Int64
            if let revision = outRevision.withLockedValue({ $0 }) {
                out = revision
            } else {
                let reading = try await client.reading(app: instance.app, id: instance.effectiveID)
                guard let revision = reading.revision, reading.instance?.status != .up else { return .unknown }
                outRevision.withLockedValue { $0 = revision }
                out = revision
            }
            guard let known = try await client.readers() else { return .unknown }
            if let since = known.since, let now = known.now, now < since { return .unknown }
            if let late = known.readers.first(where: { $0.revision < out }) { return .waiting(late.address) }
            return .seen(onlyGateways: known.readers.allSatisfy(\.gateway))
        } catch {
            return .unknown
        }
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
