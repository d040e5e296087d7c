public import RolloutCore
public import ZooKeeper

/// The leader's record of one app, with the version that the next write must find.
public struct StoredRecord: Hashable, Sendable {
    /// What the leader remembered last.
    public let record: RolloutRecord
    /// The data version of the record's znode as it was read or written.
    public let version: ZNodeVersion

    /// A record together with the version that it has in ZooKeeper.
    public init(record: RolloutRecord, version: ZNodeVersion) {
        self.record = record
        self.version = version
    }

    /// The same version, as a new leader goes on from it.
    public func takenOver(at now: Timestamp) -> StoredRecord {
        StoredRecord(record: record.takenOver(at: now), version: version)
    }
}

/// Reads the record, and makes the transaction that a decision is remembered by.
public struct RecordStore: Sendable {
    private let layout: ZNodeLayout
    private let session: any ZooKeeperSession

    /// The record of the app that `layout` is of, over one conversation with ZooKeeper.
    public init(layout: ZNodeLayout, session: any ZooKeeperSession) {
        self.layout = layout
        self.session = session
    }

    /// Nil when the app was never served. Throws for a record of a later version: it must not be overwritten.
    public func read() async throws -> StoredRecord? {
        guard let znode = try await session.get(layout.record), let data = znode.data else { return nil }
        let format = try? Payload.decode(Format.self, from: data).format
        guard let format, format <= RolloutRecord.currentFormat else {
            throw CoordinationError(
                "the record \(layout.record) has format \(format.map(String.init) ?? "unknown"), "
                    + "and this version reads up to \(RolloutRecord.currentFormat): upgrade this program")
        }
        do {
            let record = try Payload.decode(RolloutRecord.self, from: data)
            return StoredRecord(record: record, version: znode.stat.version)
        } catch {
            throw CoordinationError("the record \(layout.record) cannot be read: \(error)")
        }
    }

    /// What the leader writes for a decision: the record, what it ends, and the intent it was based on as a condition.
    ///
    /// - Parameters:
    ///   - stored: the record as last read; nil creates it.
    ///   - intent: `/active_color` as the decision saw it.
    ///   - settled: comments that the decision took in.
    public func transaction(
        for commit: Decision.Commit, over stored: StoredRecord?, intent: ZNode?, settled: [ZNodePath]
    ) throws -> Transaction {
        var transaction = Transaction()
        let data = try Payload.encode(commit.record)
        if let stored {
            transaction.set(layout.record, data, ifVersion: stored.version)
        } else {
            transaction.create(layout.record, data)
        }
        if let color = commit.restoring {
            let bytes = Array(color.rawValue.utf8)
            if let intent {
                transaction.set(layout.activeColor, bytes, ifVersion: intent.stat.version)
            } else {
                transaction.create(layout.activeColor, bytes)
            }
        } else if let intent {
            transaction.check(layout.activeColor, version: intent.stat.version)
        }
        if let entry = commit.history {
            transaction.create(layout.history.appending("r-"), try Payload.encode(entry), mode: .persistentSequential)
        }
        if let answer = commit.answer { transaction.delete(layout.request(answer.request.id)) }
        for path in settled { transaction.delete(path) }
        return transaction
    }

    private struct Format: Decodable {
        let format: Int
    }
}
