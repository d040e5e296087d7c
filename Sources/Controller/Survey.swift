public import Coordination
public import Eureka
public import Logging
public import RolloutCore
public import ZooKeeper

/// One look at an app, without leading: the facts that a leader would decide on now. Changes nothing.
public struct Survey: Sendable {
    private let layout: ZNodeLayout
    private let session: any ZooKeeperSession
    private let registries: [EurekaClient]
    private let probe: any ReadinessProbe
    private let ensemble: EnsembleProbe?
    private let policy: AppPolicy
    private let readPolicy: @Sendable (String) throws -> AppPolicy
    private let logger: Logger
    private let now: @Sendable () -> Timestamp

    /// What a leader would decide on.
    public struct Facts: Sendable {
        /// What is to be seen of the app.
        public let observation: Observation
        /// What a rollout would begin with.
        public let policy: RolloutPolicy
        /// Whether that is the app's own, from ZooKeeper.
        public let isOwnPolicy: Bool
    }

    /// A look at the app that `layout` is of; each of its instances is probed once.
    ///
    /// - Parameters:
    ///   - ensemble: asks ZooKeeper's members how they are; nil where there is one server only.
    ///   - policy: what counts when the app has no policy of its own.
    ///   - readPolicy: reads one that it has.
    public init(
        layout: ZNodeLayout, session: any ZooKeeperSession, registries: [EurekaClient], probe: any ReadinessProbe,
        ensemble: EnsembleProbe?, policy: AppPolicy, readPolicy: @escaping @Sendable (String) throws -> AppPolicy,
        logger: Logger, now: @escaping @Sendable () -> Timestamp
    ) {
        self.layout = layout
        self.session = session
        self.registries = registries
        self.probe = probe
        self.ensemble = ensemble
        self.policy = policy
        self.readPolicy = readPolicy
        self.logger = logger
        self.now = now
    }

    /// Gathers the facts as the leader's followers do, until everything was read once.
    ///
    /// - Throws: a `CoordinationError` that names what could not be read within the deadline.
    public func facts(within deadline: Duration) async throws -> Facts {
        try await session.sync(layout.record)
        let board = FactBoard(registries: registries.map { "\($0)" }, policy: policy)
        return try await withThrowingTaskGroup(of: Facts?.self) { group in
            follow(on: board, &group)
            group.addTask { try await look(at: board) }
            group.addTask {
                try await Task.sleep(for: deadline)
                throw CoordinationError("cannot read \(board.current.missing ?? "the record") in time: try again")
            }
            defer { group.cancelAll() }
            while let next = try await group.next() {
                if let facts = next { return facts }
            }
            throw CancellationError()
        }
    }

    private func follow(on board: FactBoard, _ group: inout ThrowingTaskGroup<Facts?, any Error>) {
        group.addTask {
            await IntentFollower(layout: layout, session: session, board: board, logger: logger).run()
            return nil
        }
        group.addTask {
            await RequestFollower(layout: layout, session: session, board: board, logger: logger).run()
            return nil
        }
        group.addTask {
            await PolicyFollower(
                layout: layout, session: session, board: board, read: readPolicy, logger: logger
            ).run()
            return nil
        }
        group.addTask {
            await FreezeFollower(path: layout.freeze, session: session) { freeze in
                board.update { facts in
                    facts.freeze = .some(freeze)
                    return true
                }
            }.run()
            return nil
        }
        group.addTask {
            await FreezeFollower(path: ZNodeLayout.freeze, session: session) { freeze in
                board.update { facts in
                    facts.common.freeze = .some(freeze)
                    return true
                }
            }.run()
            return nil
        }
        for color in Color.allCases {
            group.addTask {
                await FleetFollower(
                    layout: layout, color: color, session: session, board: board, resync: .seconds(60), logger: logger
                ).run()
                return nil
            }
        }
        for (index, client) in registries.enumerated() {
            group.addTask {
                let follower = RegistryFollower(
                    client: client, index: index, app: layout.app, board: board, now: now, logger: logger)
                await follower.refresh()
                await follower.refreshReaders()
                return nil
            }
        }
    }

    private func look(at board: FactBoard) async throws -> Facts? {
        for await _ in board.signal.calls where board.current.missing == nil {
            await sweep(board)
            if let ensemble {
                let lack = QuorumFollower.lack(in: await ensemble.reports())
                board.update { facts in
                    facts.common.lackOfMargin = lack
                    return false
                }
            }
            let record = try await RecordStore(layout: layout, session: session).read()?.record
            let facts = board.current
            guard let observation = facts.observation(now: now(), record: record) else { continue }
            return Facts(
                observation: observation, policy: facts.effectivePolicy.rollout,
                isOwnPolicy: facts.policy.policy != nil)
        }
        return nil
    }

    /// Probes every member once, a bounded number of them at a time.
    private func sweep(_ board: FactBoard) async {
        let facts = board.current
        let ids = Color.allCases.flatMap { facts.members[$0] ?? [] }.map(\.id)
        await withDiscardingTaskGroup { group in
            for lane in 0..<min(Self.lanes, ids.count) {
                group.addTask {
                    for index in stride(from: lane, to: ids.count, by: Self.lanes) {
                        guard !Task.isCancelled, let target = Prober.target(of: ids[index], in: facts) else { continue }
                        let verdict = await probe.probe(target)
                        board.update { $0.readiness.note(verdict, on: ids[index], at: now()) }
                    }
                }
            }
        }
    }

    private static let lanes = 32
}
