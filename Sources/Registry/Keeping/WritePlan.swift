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
        let isWritten: Bool
    }

    /// Fits well into a transaction of ZooKeeper, in number and in bytes.
    private static let maximumItems = 128
    private static let maximumBytes = 400_000

    private(set) var items: [Item] = []
    private(set) var batch: RegistryStore.Batch
    private var keys: Set<InstanceKey> = []
    private var bytes = 0

    init(by replica: String) {
        batch = RegistryStore.Batch(entry: FeedEntry(by: replica))
    }

    var isEmpty: Bool { items.isEmpty }
    var hasRoom: Bool { items.count < Self.maximumItems && bytes < Self.maximumBytes }
    /// The items in the order of the batch's writes.
    var writtenItems: [Item] { items.filter(\.isWritten) }

    /// Each instance once a batch.
    func hasRoom(for key: InstanceKey) -> Bool { hasRoom && !keys.contains(key) }

    /// An order, and the record it makes when that differs from what is kept.
    mutating func add(
        _ order: Ledger.Order,
        _ change: RegistryChange,
        isWritten: Bool,
        replacing version: ZNodeVersion?
    ) {
        if let epoch = order.epoch, !batch.epochs.contains(epoch) { batch.epochs.append(epoch) }
        let item = Item(key: order.key, memory: change.base, order: order, change: change, isWritten: isWritten)
        append(item, change.record, replacing: version, isEviction: false)
    }

    /// A client's word, or its absence.
    mutating func add(
        _ key: InstanceKey,
        _ record: InstanceRecord?,
        memory: Int64,
        replacing version: ZNodeVersion?,
        isEviction: Bool
    ) {
        append(
            Item(key: key, memory: memory, isWritten: true), record, replacing: version, isEviction: isEviction)
    }

    private mutating func append(
        _ item: Item,
        _ record: InstanceRecord?,
        replacing version: ZNodeVersion?,
        isEviction: Bool
    ) {
        items.append(item)
        keys.insert(item.key)
        guard item.isWritten else { return }
        let place = RegistryStore.Place(app: item.key.app, id: item.key.id)
        let data = record?.encoded()
        bytes += data?.count ?? 0
        batch.writes.append(RegistryStore.Write(place: place, data: data, version: version))
        batch.entry.add(place, isEvicted: isEviction && record == nil)
    }
}
