import Coordination
import Eureka
import ZooKeeper

/// The changes of one transaction, with what memory looked like when they were put together.
struct WritePlan: Sendable {
    struct Item: Sendable {
        let key: InstanceKey
        /// Memory's version of the record that is written; an order's is applied after.
        let memory: Int64
        var order: Ledger.Order?
        var change: RegistryChange?
        /// False when the store is only asked whether it is so.
        let isWritten: Bool
    }

    /// Fits well into a transaction of ZooKeeper, in number and in bytes.
    private static let maximumItems = 128
    private static let maximumBytes = 400_000

    /// In the order of the batch's writes.
    private(set) var items: [Item] = []
    private(set) var batch: RegistryStore.Batch
    private var keys: Set<InstanceKey> = []
    private var bytes = 0

    init(by replica: String) {
        batch = RegistryStore.Batch(entry: FeedEntry(by: replica))
    }

    var isEmpty: Bool { items.isEmpty }
    var hasRoom: Bool { items.count < Self.maximumItems && bytes < Self.maximumBytes }

    /// Each instance once a batch.
    func hasRoom(for key: InstanceKey) -> Bool { hasRoom && !keys.contains(key) }

    /// An order, and the record it makes when that differs from what is kept; false when it does not fit in.
    mutating func add(
        _ order: Ledger.Order,
        _ change: RegistryChange,
        isWritten: Bool,
        replacing version: ZNodeVersion?
    ) -> Bool {
        let item = Item(key: order.key, memory: change.base, order: order, change: change, isWritten: isWritten)
        guard append(item, change.record, replacing: version, isEviction: false) else { return false }
        if let epoch = order.epoch, !batch.epochs.contains(epoch) { batch.epochs.append(epoch) }
        return true
    }

    /// A client's word, or its absence; false when it does not fit in.
    mutating func add(
        _ key: InstanceKey,
        _ record: InstanceRecord?,
        memory: Int64,
        replacing version: ZNodeVersion?,
        isEviction: Bool
    ) -> Bool {
        append(Item(key: key, memory: memory, isWritten: true), record, replacing: version, isEviction: isEviction)
    }

    private mutating func append(
        _ item: Item,
        _ record: InstanceRecord?,
        replacing version: ZNodeVersion?,
        isEviction: Bool
    ) -> Bool {
        let place = RegistryStore.Place(app: item.key.app, id: item.key.id)
        let data = item.isWritten ? record?.encoded() : nil
        let size = data?.count ?? 0
        guard isEmpty || bytes + size <= Self.maximumBytes else { return false }
        bytes += size
        items.append(item)
        keys.insert(item.key)
        let change = item.isWritten ? data.map(RegistryStore.Write.Change.put) ?? .remove : .keep
        batch.writes.append(RegistryStore.Write(place: place, change, version: version))
        if item.isWritten { batch.entry.add(place, isEvicted: isEviction && record == nil) }
        return true
    }
}
