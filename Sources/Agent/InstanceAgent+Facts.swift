import Eureka
import Foundation
import Logging
import NIOConcurrencyHelpers
import ZooKeeper

extension InstanceAgent {
    func learn(_ fact: AgentMachine.Fact) {
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
            logger.notice("Publishing the instance")
            member.publish()
        case .claim(let claim):
            say(claim)
        case .runHook(let call):
            hookCalls.run(call)
        case .repeatHookLater(let call):
            hookCalls.repeatLater(call)
        case .startDrain:
            logger.notice("Draining the instance", metadata: [LogKeys.drain: "\(configuration.drain)"])
            drainGate.open()
        case .stopChild:
            logger.notice("Stopping the instance's process")
            stopGate.open()
        case .leaveRegistries:
            wish(.absence)
            memory?.forget()
            leaveGate.open()
        case .keepSession:
            zooKeeper.keepSessionAtEnd()
        case .finish(let exitCode):
            logger.notice("Agent is through", metadata: [LogKeys.exitCode: "\(exitCode)"])
            finishGate.open()
        }
    }

    private func say(_ claim: Claim) {
        var metadata: Logger.Metadata = [LogKeys.status: "\(claim.status.rawValue)"]
        if let reason = claim.reason { metadata[LogKeys.reason] = "\(reason)" }
        logger.notice("Claiming a status", metadata: metadata)
        memory?.note(claim, registration: configuration.registration(claim))
        wish(.claim(claim))
    }

    private func wish(_ wish: RegistrationMachine.Wish) {
        for link in links {
            link.wish(wish)
        }
    }
}

extension AgentMachine.Phase {
    /// Whether the instance is being made ready.
    var isPreparing: Bool {
        switch self {
        case .preparing, .unprepared: true
        default: false
        }
    }

    /// Why the instance is not ready to be enabled; nil when it is.
    var trouble: String? {
        switch self {
        case .starting: "not well yet"
        case .resuming: "not probed since the restart"
        case .preparing: "pre-enable is running"
        case .unprepared(let reason): reason
        case .healthy: nil
        case .unhealthy: "not well"
        case .departing: "pre-disable is running"
        case .draining: "draining"
        case .stopping: "stopping"
        case .leaving, .left: "leaving"
        }
    }
}
