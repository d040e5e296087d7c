public import ZooKeeper

extension RegistryStore {
    /// One change of what is kept.
    public struct Write: Hashable, Sendable {
        /// Which instance.
        public let place: Place
        /// What to keep; nil: nothing any more.
        public let data: [UInt8]?
        /// The version to replace; nil: there must be nothing yet.
        public let version: ZNodeVersion?

        /// A change that fails when anybody else was there first.
        public init(place: Place, data: [UInt8]?, version: ZNodeVersion?) {
            self.place = place
            self.data = data
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
        /// Only epochs were asked for, and all are in force.
        case confirmed
        /// Nothing was written: that epoch is over or was never held.
        case stale(epoch: Int64)
        /// Nothing was written: what this write was based on has changed.
        case conflict(index: Int)
    }

    /// Makes a batch durable, or nothing of it.
    ///
    /// - Throws: `ZooKeeperError`; with outcome `unknown` it may have been written.
    public func commit(_ batch: Batch) async throws -> Outcome {
        for epoch in batch.epochs where Int32(exactly: epoch) ?? -1 < 0 { return .stale(epoch: epoch) }
        var transaction = Transaction()
        for epoch in batch.epochs {
            transaction.check(ZNodeLayout.epoch, version: ZNodeVersion(rawValue: Int32(truncatingIfNeeded: epoch)))
        }
        for write in batch.writes { transaction.append(write.operation) }
        if !batch.writes.isEmpty { transaction.append(try Self.announcing(batch.entry)) }
        let results: [Transaction.Result]
        do throws(ZooKeeperError) {
            results = try await session.commit(transaction)
        } catch {
            guard let failed = error.failedOperation else { throw error }
            if failed < batch.epochs.count { return .stale(epoch: batch.epochs[failed]) }
            let index = failed - batch.epochs.count
            guard batch.writes.indices.contains(index) else { throw error }
            if error.code == .noNode, batch.writes[index].version == nil {
                // A new app: its parent is made, and the same is tried again.
                try await session.createPath(Self.instances.appending(batch.writes[index].place.app))
                return try await commit(batch)
            }
            return .conflict(index: index)
        }
        guard !batch.writes.isEmpty else { return .confirmed }
        return try Self.done(batch, results)
    }

    private static func done(_ batch: Batch, _ results: [Transaction.Result]) throws -> Outcome {
        let versions = results.dropFirst(batch.epochs.count).prefix(batch.writes.count).map { result -> ZNodeVersion? in
            switch result {
            case .set(let stat): stat.version
            case .created: ZNodeVersion(rawValue: 0)
            case .deleted, .checked: nil
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
        switch (data, version) {
        case (let data?, let version?): transaction.set(path, data, ifVersion: version)
        case (let data?, nil): transaction.create(path, data)
        case (nil, let version): transaction.delete(path, ifVersion: version)
        }
        return transaction
    }
}
