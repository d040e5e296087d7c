/// What a registry passes on to a peer in one call (`POST peerreplication/batch/`), in the order it is to be done.
public struct ReplicationBatch: Hashable, Sendable {
    /// Longer batches are refused; a genuine server sends at most 250 items.
    public static let maximumItems = 10_000
    /// Larger bodies are refused, in bytes.
    public static let maximumBodySize = 16 * 1024 * 1024
    /// Room for the largest batch of registrations.
    static let limits = WireLimits(values: 1_500_000)

    /// The items, to be done in this order.
    public var items: [ReplicationItem]

    /// A batch of these items.
    public init(items: [ReplicationItem]) { self.items = items }

    /// `{"replicationList":[…]}`
    public func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 256 + items.count * 512)
        writer.beginObject()
        writer.key("replicationList")
        writer.beginArray()
        for item in items { writer.write(item) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// The items of a batch in their order; nil in the place of one that makes no sense, so that the others are done.
    ///
    /// - Throws: When this is no batch at all.
    public static func items(from bytes: some Collection<UInt8>) throws(WireError) -> [ReplicationItem?] {
        let document = try JSONReader.parse(bytes, limits: limits)
        guard case .array(let values)? = document["replicationList"] else {
            throw WireError("a batch without its list")
        }
        return values.map { value in
            do throws(WireError) {
                return try ReplicationItem(value, limits: .registration)
            } catch {
                return nil
            }
        }
    }
}
