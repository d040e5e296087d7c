import Logging
import NIOConcurrencyHelpers
import ZooKeeper

extension InstanceAgent {
    /// Runs the child until it ends or is to be stopped.
    func runChild() async {
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

    /// The main loop: asks the instance whether it is well, again and again.
    func probe() async {
        var lastFailure: String?
        while !Task.isCancelled {
            turn.withLockedValue { $0 = .now }
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
    func runLinks() async {
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

    func drain() async {
        await drainGate.wait()
        guard !Task.isCancelled else { return }
        let drain = Drain(
            limit: configuration.drain, readerCache: configuration.readerCache, meter: meter, links: links,
            logger: logger)
        await drain.run()
        guard !Task.isCancelled else { return }
        learn(.drainOver)
    }

    /// Looks at how the registries show the instance: at the first that answers.
    func watchStatus() async {
        while !Task.isCancelled {
            for link in links {
                guard let status = try? await link.status() else { continue }
                guard !Task.isCancelled else { return }
                learn(.seen(status))
                break
            }
            try? await Task.sleep(for: configuration.statusInterval, clock: .continuous)
        }
    }

    /// Measures what the instance has in hand.
    func countInFlight() async {
        guard let meter else { return }
        var lastFailure: String?
        while !Task.isCancelled {
            var failure: String?
            do {
                metrics.counted(inFlight: try await meter.count())
            } catch {
                metrics.counted(inFlight: nil)
                failure = "\(error)"
            }
            guard !Task.isCancelled else { return }
            if let failure, failure != lastFailure {
                logger.warning("Requests in flight are not known", metadata: [LogKeys.reason: "\(failure)"])
            }
            lastFailure = failure
            try? await Task.sleep(for: configuration.probeInterval, clock: .continuous)
        }
    }

    /// Keeps the ticket of each session for the next agent.
    func rememberSessions() async {
        guard let memory else { return }
        for await state in zooKeeper.states {
            guard case .connected(let id) = state, let ticket = zooKeeper.ticket, ticket.id == id else { continue }
            if ticket == memory.ticket {
                logger.notice("Going on with the session of the former agent", metadata: [LogKeys.session: "\(id)"])
            }
            memory.note(ticket)
        }
    }

    /// Runs hooks one after the other, in the order in which they are called for.
    func runHooks() async {
        guard let hookRunner else { return }
        for await call in hookCalls.calls {
            // What it is to make ready may not be there any more.
            let failure = await hookRunner.run(call) {
                call.hook != .preEnable || self.machine.withLockedValue { $0.phase.isPreparing }
            }
            if let failure {
                metrics.failed(call.hook)
                logger.warning(
                    "A hook failed", metadata: [LogKeys.hook: "\(call.hook.rawValue)", LogKeys.reason: "\(failure)"])
            }
            learn(.hookEnded(call, failure: failure))
        }
    }

    func repeatHooks() async {
        for await call in hookCalls.repetitions {
            try? await Task.sleep(for: configuration.hookRetryInterval, clock: .continuous)
            guard !Task.isCancelled else { return }
            learn(.hookDueAgain(call))
        }
    }
}
