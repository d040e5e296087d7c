import Logging
import ServiceLifecycle
import UnixSignals

/// At SIGUSR2 an agent ends and leaves everything as it is, for the one that is started next: an upgrade without a flicker.
struct HandoverSignal: Service {
    let holder: AgentHolder
    let logger: Logger

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sigusr2)
        for await _ in signals.cancelOnGracefulShutdown() {
            if let reason = await holder.handOver() {
                logger.warning("The agent does not hand over", metadata: ["reason": "\(reason)"])
            } else {
                logger.notice("Handing over to the next agent")
            }
        }
    }
}
