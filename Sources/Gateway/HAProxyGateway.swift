public import Eureka
import Foundation
import HAProxy
public import Logging
public import Metrics
import NIOConcurrencyHelpers
public import ServiceLifecycle

/// Makes one HAProxy do what the registry says: server by server at runtime, and in the file it starts from.
///
/// It looks at the proxy again and again, so that whatever happens to either of them in between is put right: a reload, a
/// restart, a server that somebody changed by hand. A registry that does not answer changes nothing.
public final class HAProxyGateway: Service {
    private let configuration: Configuration
    private let board: GatewayBoard
    private let follower: ListingFollower
    private let registries: [EurekaClient]
    private let socket: RuntimeSocket
    private let file: FragmentFile
    private let metrics: GatewayMetrics
    private let logger: Logger
    private let start = ContinuousClock.now
    private let state = NIOLockedValueBox(Standing())

    /// After something was done: to read it back.
    private static let atOnce: Duration = .milliseconds(10)
    /// While something is waited for.
    private static let briefly: Duration = .milliseconds(100)
    /// For how long something that is waited for is looked at often.
    private static let attention: Duration = .seconds(10)
    /// Between two whole looks at a proxy that is as it should be.
    private static let wholeLook: Duration = .seconds(2)
    /// How long something may be held up before it counts as a failure: a switch holds for a moment.
    private static let patience: Duration = .seconds(5)
    /// Between two reloads that were asked for in vain.
    private static let reloadPause: Duration = .seconds(10)

    private struct Standing {
        var counters = CounterBook()
        var lookedAt: EpochMilliseconds = 0
        var processID: Int?
        var failure: String? = "HAProxy has not been looked at yet"
        var holds: [String] = []
        var heldSince: ContinuousClock.Instant?
        var lastActions: [GatewayAction] = []
        var lastReload: ContinuousClock.Instant?

        /// Nil before the proxy was looked at.
        var count: CounterReporter.Count? {
            processID.map { CounterReporter.Count(apps: counters.all, processID: $0, at: lookedAt) }
        }
    }

    /// A gateway for one proxy; nothing happens before `run()`.
    ///
    /// - Parameter registries: replicas of one registry, at least one; the next is asked when one does not answer.
    public init(
        configuration: Configuration, registries: [EurekaClient], metricsFactory: any MetricsFactory, logger: Logger
    ) {
        precondition(configuration.fault == nil, configuration.fault ?? "")
        precondition(!registries.isEmpty, "A gateway follows a registry")
        self.configuration = configuration
        self.logger = logger
        self.registries = registries
        metrics = GatewayMetrics(factory: metricsFactory)
        board = GatewayBoard(GatewayMachine(settings: .init(configuration)))
        follower = ListingFollower(
            clients: registries, apps: configuration.apps.map { $0.lowercased() },
            healthPath: configuration.healthPath, board: board,
            hears: { [metrics] in metrics.hears(isHeard: $0) }, logger: logger)
        socket = RuntimeSocket(path: configuration.socket)
        file = FragmentFile(path: configuration.fragment, check: configuration.check)
    }

    /// Why the proxy is not as the registry asks, in one sentence; nil when it is.
    public var failure: String? {
        let refusal = board.read { $0.refusal }
        return state.withLockedValue { state in
            if let failure = state.failure ?? refusal { return failure }
            guard let first = state.holds.first, let since = state.heldSince,
                ContinuousClock.now - since > Self.patience
            else { return nil }
            return state.holds.count == 1 ? first : "\(first) (and \(state.holds.count - 1) more)"
        }
    }

    /// Follows the registry and drives the proxy until cancelled or asked to finish; the proxy then stays as it is.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.follower.run() }
                group.addTask { await self.drive() }
                group.addTask { await self.reporter.report() }
                await group.waitForAll()
            }
        }
    }

    private var reporter: CounterReporter {
        CounterReporter(
            name: configuration.name, clients: registries,
            count: { self.state.withLockedValue { $0.count } }, logger: logger)
    }

    private func drive() async {
        var changed = ContinuousClock.now
        while !Task.isCancelled {
            let isNew: Bool
            switch await pass() {
            case .changed:
                changed = .now
                isNew = await board.awaitListing(atMost: Self.atOnce)
            case .waiting:
                let isRecent = ContinuousClock.now - changed < Self.attention
                isNew = await board.awaitListing(atMost: isRecent ? Self.briefly : configuration.interval)
            case .refused: isNew = await board.awaitListing(atMost: configuration.interval)
            case .settled: isNew = await idle()
            }
            if isNew { changed = .now }
        }
    }

    /// Waits for a listing, another process of the proxy, or the time for a whole look.
    ///
    /// - Returns: whether there is a listing.
    private func idle() async -> Bool {
        let end = ContinuousClock.now + Self.wholeLook
        while !Task.isCancelled, ContinuousClock.now < end {
            if await board.awaitListing(atMost: configuration.interval) { return true }
            let known = state.withLockedValue { $0.processID }
            guard let info = try? await socket.send("show info"), let id = try? ProxyReading.processID(info),
                id == known, failure == nil
            else { return false }
        }
        return false
    }
}

// MARK: - One pass

extension HAProxyGateway {
    /// What a pass came to, and so when to look again.
    private enum Outcome {
        case changed
        case waiting
        case refused
        case settled
    }

    /// Looks, compares, acts.
    private func pass() async -> Outcome {
        let reading = await look()
        let pass = board.pass(reading, file: file.text(), now: start.duration(to: .now))
        say(pass.holds.map(\.sentence))
        metrics.passed(holds: pass.holds.count, revision: board.read { $0.listing?.revision })
        // What did not help the last time is not tried at full speed.
        let isNew = state.withLockedValue { state in
            defer { state.lastActions = pass.actions }
            return state.lastActions != pass.actions
        }
        for action in pass.actions where !Task.isCancelled {
            do {
                try await perform(action)
            } catch {
                metrics.wasRefused()
                if isNew { logger.error("Not done", metadata: [LogKeys.reason: "\(error)"]) }
                board.note(refusal: "\(error)")
                return .refused
            }
        }
        board.note(refusal: nil)
        if !pass.actions.isEmpty, isNew { return .changed }
        return pass.isWaiting ? .waiting : .settled
    }

    /// Nil when the proxy does not answer, which is said once.
    private func look() async -> ProxyReading? {
        do {
            let reading = try await socket.read()
            metrics.looked(isAnswered: true)
            let fleets = board.read { $0.colors }
            let (before, counters) = state.withLockedValue { state in
                state.counters.take(reading, fleets: fleets)
                // Never back, whatever is done to the clock: it orders the reports.
                state.lookedAt = max(state.lookedAt + 1, EpochMilliseconds(Date().timeIntervalSince1970 * 1_000))
                let before = state.processID
                state.processID = reading.processID
                state.failure = nil
                return (before, state.counters.all)
            }
            metrics.count(counters)
            if before != reading.processID { sayProcess(reading.processID, before: before) }
            return reading
        } catch {
            guard !Task.isCancelled else { return nil }
            metrics.looked(isAnswered: false)
            let isNew = state.withLockedValue { state in
                defer { state.failure = "\(error)" }
                return state.failure != "\(error)"
            }
            if isNew { logger.warning("HAProxy does not answer", metadata: [LogKeys.reason: "\(error)"]) }
            return nil
        }
    }

    private func perform(_ action: GatewayAction) async throws {
        switch action {
        case .command(let command): try await send(command)
        case .write(let fragment):
            try await file.replace(with: fragment.text(board.read { $0.settings.style }))
            logger.info("Wrote the file", metadata: [LogKeys.file: "\(configuration.fragment)"])
        case .reload: await reload()
        }
    }

    /// What the answer says is for the log; whether it was done shows in the next reading.
    private func send(_ command: ProxyCommand) async throws {
        metrics.commanded()
        let answer = try await socket.send(command.text)
        let line = answer.split(separator: "\n").first.map(String.init) ?? ""
        switch command.change {
        case .delete where line != "Server deleted.":
            logger.debug(
                "HAProxy keeps a server", metadata: [LogKeys.command: "\(command.text)", LogKeys.answer: "\(line)"])
        case .ready, .drain, .maintenance, .setWeight, .enableChecks, .cut:
            guard line.isEmpty else {
                metrics.wasRefused()
                logger.warning(
                    "HAProxy refuses a command",
                    metadata: [LogKeys.command: "\(command.text)", LogKeys.answer: "\(line)"])
                return
            }
            fallthrough
        case .add, .setAddress, .delete:
            logger.info("Told HAProxy", metadata: [LogKeys.command: "\(command.text)", LogKeys.answer: "\(line)"])
        }
        if case .cut(let sessions) = command.change { noteCut(sessions, command) }
    }

    private func noteCut(_ sessions: Int, _ command: ProxyCommand) {
        logger.warning(
            "Cut requests at the end of a drain",
            metadata: [LogKeys.command: "\(command.text)", LogKeys.sessions: "\(sessions)"])
        for (app, colors) in board.read({ $0.colors })
        where WantedBackend.name(of: app, .production) == command.backend {
            guard let color = colors[command.server] else { continue }
            state.withLockedValue { $0.counters.cut(sessions, app: app, color: color) }
        }
    }

    private func reload() async {
        guard !configuration.reload.isEmpty else { return }
        let isDue = state.withLockedValue { state in
            if let last = state.lastReload, ContinuousClock.now - last < Self.reloadPause { return false }
            state.lastReload = .now
            return true
        }
        guard isDue else { return }
        let result = await OperatorCommand(words: configuration.reload, timeout: .seconds(10)).run()
        logger.notice(
            "Reloaded HAProxy for a backend that it does not have",
            metadata: [LogKeys.answer: "\(result.isSuccess ? "done" : result.lastLine)"])
    }
}

// MARK: - Saying

extension HAProxyGateway {
    private func say(_ holds: [String]) {
        let (new, isOver) = state.withLockedValue { state in
            defer { state.holds = holds }
            state.heldSince = holds.isEmpty ? nil : state.heldSince ?? .now
            return (holds.filter { !state.holds.contains($0) }, holds.isEmpty && !state.holds.isEmpty)
        }
        for sentence in new { logger.notice("Holding", metadata: [LogKeys.reason: "\(sentence)"]) }
        if isOver {
            let revision = board.read { $0.listing?.revision }
            logger.notice(
                "HAProxy is as the registry asks",
                metadata: [LogKeys.revision: "\(revision.map(String.init) ?? "none")"])
        }
    }

    private func sayProcess(_ id: Int, before: Int?) {
        guard before != nil else {
            return logger.notice("HAProxy answers", metadata: [LogKeys.pid: "\(id)"])
        }
        metrics.sawReload()
        logger.notice("HAProxy was reloaded or restarted", metadata: [LogKeys.pid: "\(id)"])
    }
}
