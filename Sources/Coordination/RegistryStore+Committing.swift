public import ZooKeeper

extension RegistryStore {
    /// One change of what is kept.
    public struct Write: Hashable, Sendable {
        /// What is to become of it.
        public enum Change: Hashable, Sendable {
            /// These bytes are kept.
            case put([UInt8])
            /// Nothing is kept any more.
            case remove
            /// It stays as it is; the batch depends on that.
            case keep
        }

        /// Which instance.
        public let place: Place
        /// What to do.
        public let change: Change
        /// The version to replace; nil: there must be nothing yet.
        public let version: ZNodeVersion?

        /// A change that fails when anybody else was there first.
        public init(place: Place, _ change: Change, version: ZNodeVersion?) {
            self.place = place
            self.change = change
            self.version = version
        }
    }

    /// Changes that become durable together, in one transaction that also appends them to the feed.
    public struct Batch: Hashable, Sendable {
        /// The epochs of the leaders that asked for any of it.
        public var epochs: [Int64] = []
        /// What to write.
        public var writes: [Write] = []
        /// What the other replicas are told.
        public var entry: FeedEntry

        /// A batch without changes.
        public init(entry: FeedEntry) {
            self.entry = entry
        }
    }

    /// What became of a batch.
    public enum Outcome: Hashable, Sendable {
        /// Durable. `versions` has one for each write, nil for what was removed; the entry is the feed's `number`th.
        case done(versions: [ZNodeVersion?], number: Int64, revision: Int64)
        /// Nothing was to change, and all that was asked for is in force.
        case confirmed
        /// Nothing was written: that epoch is over or was never held, or its leader is gone and has no successor yet.
        case stale(epoch: Int64)
        /// Nothing was written: what this write was based on has changed.
        case conflict(index: Int)
        /// Nothing was written: ZooKeeper does not take this write, whatever was there before; says why.
        case refused(index: Int, reason: String)
    }

    /// Makes a batch durable, or nothing of it.
    ///
    /// - Throws: `ZooKeeperError`; with outcome `unknown` it may have been written.
    public func commit(_ batch: Batch) async throws -> Outcome {
        for epoch in batch.epochs where Int32(exactly: epoch) ?? -1 < 0 { return .stale(epoch: epoch) }
        var transaction = Self.fence(of: batch)
        let fenceCount = transaction.operations.count
        for write in batch.writes { transaction.append(write.operation) }
        let isChange = batch.writes.contains { $0.change != .keep }
        if isChange { transaction.append(try Self.announcing(batch.entry)) }
        let results: [Transaction.Result]
        do throws(ZooKeeperError) {
            results = try await session.commit(transaction)
        } catch {
            guard let failed = error.failedOperation else { throw error }
            if failed < fenceCount { return .stale(epoch: batch.epochs[min(failed, batch.epochs.count - 1)]) }
            let index = failed - fenceCount
            guard batch.writes.indices.contains(index) else { throw error }
            if error.code == .noNode, batch.writes[index].version == nil {
                // A new app: its parent is made, and the same is tried again.
                if let outcome = try await makeApp(of: batch.writes[index], index: index) { return outcome }
                return try await commit(batch)
            }
            guard [.badVersion, .noNode, .nodeExists].contains(error.code) else {
                return .refused(index: index, reason: "\(error)")
            }
            return .conflict(index: index)
        }
        guard isChange else { return .confirmed }
        return try Self.done(batch, results.dropFirst(fenceCount))
    }

    /// A leader that was paused for longer than its session lives is deposed, also while nobody has taken over.
    private static func fence(of batch: Batch) -> Transaction {
        var fence = Transaction()
        for epoch in batch.epochs {
            fence.check(ZNodeLayout.epoch, version: ZNodeVersion(rawValue: Int32(truncatingIfNeeded: epoch)))
        }
        if !batch.epochs.isEmpty { fence.check(ZNodeLayout.leader) }
        return fence
    }

    /// Nil when it is there.
    private func makeApp(of write: Write, index: Int) async throws -> Outcome? {
        do throws(ZooKeeperError) {
            try await session.createPath(Self.instances.appending(write.place.app))
            return nil
        } catch {
            guard error.code == .noAuth else { throw error }
            return .refused(index: index, reason: "\(error)")
        }
    }

    private static func done(_ batch: Batch, _ results: ArraySlice<Transaction.Result>) throws -> Outcome {
        let versions = zip(batch.writes, results).map { write, result -> ZNodeVersion? in
            switch result {
            case .set(let stat): stat.version
            case .created: ZNodeVersion(rawValue: 0)
            case .deleted: nil
            case .checked: write.version
            }
        }
        guard case .set(let stat) = results.dropLast().last, case .created(let path) = results.last,
            let number = Self.number(of: path.name)
        else {
            throw CoordinationError("the feed of the registry gave another kind of answer")
        }
        return .done(versions: versions, number: number, revision: stat.mzxid)
    }
}

extension RegistryStore.Write {
    fileprivate var operation: Transaction {
        var transaction = Transaction()
        let path = RegistryStore.path(place)
        switch (change, version) {
        case (.put(let data), let version?): transaction.set(path, data, ifVersion: version)
        case (.put(let data), nil): transaction.create(path, data)
        case (.remove, let version): transaction.delete(path, ifVersion: version)
        case (.keep, let version): transaction.check(path, version: version)
        }
        return transaction
    }
}
