/// The answer of `/registry/readers`: who fetches, and what the present revision is.
public struct RegistryReaders: Hashable, Sendable {
    /// The registry's revision now.
    public var revision: Int64
    /// Those still fetching.
    public var readers: [RegistryReader]
    /// The registry's clock now; nil from a server that does not tell.
    public var now: EpochMilliseconds?
    /// From this moment of the registry's clock on nobody fetches unlisted; nil from a server that does not tell.
    ///
    /// The moment it started, or, when it came back with instances on file, one round of a usual client later.
    public var since: EpochMilliseconds?

    /// An answer put together by hand.
    public init(
        revision: Int64, readers: [RegistryReader], now: EpochMilliseconds? = nil, since: EpochMilliseconds? = nil
    ) {
        self.revision = revision
        self.readers = readers
        self.now = now
        self.since = since
    }

    /// The answer as JSON.
    public func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 64 + 256 * readers.count)
        writer.beginObject()
        writer.key("revision")
        writer.value(revision)
        if let now {
            writer.key("now")
            writer.value(now)
        }
        if let since {
            writer.key("since")
            writer.value(since)
        }
        writer.key("readers")
        writer.beginArray()
        for reader in readers {
            writer.beginObject()
            writer.field("address", reader.address)
            writer.field("userAgent", reader.userAgent)
            writer.key("lastFetch")
            writer.value(reader.lastFetch)
            writer.key("intervalMilliseconds")
            writer.value(reader.intervalMilliseconds)
            writer.key("revision")
            writer.value(reader.revision)
            writer.key("fetches")
            writer.value(reader.fetches)
            writer.key("gateway")
            writer.value(reader.gateway)
            if let listedUntil = reader.listedUntil {
                writer.key("listedUntil")
                writer.value(listedUntil)
            }
            if !reader.held.isEmpty { Self.write(reader.held, to: &writer) }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ held: [Acknowledgement.Held], to writer: inout JSONWriter) {
        writer.key("held")
        writer.beginArray()
        for app in held {
            writer.beginObject()
            writer.field("app", app.app)
            writer.key("revision")
            writer.value(app.revision)
            writer.field("reason", app.reason)
            writer.endObject()
        }
        writer.endArray()
    }

    private static func held(in element: WireValue) -> [Acknowledgement.Held] {
        guard case .array(let held) = element["held"] else { return [] }
        return held.prefix(Acknowledgement.maximumHeld).map { app in
            Acknowledgement.Held(
                app: app["app"]?.text ?? "", revision: app["revision"]?.integer ?? -1, reason: app["reason"]?.text ?? ""
            )
        }
    }

    /// Reads the answer of a registry of ours.
    public init(decoding bytes: some Collection<UInt8>) throws(WireError) {
        let value = try JSONReader.parse(bytes, limits: .listing)
        guard case .array(let elements) = value["readers"] else { throw WireError("a list of readers expected") }
        revision = value["revision"]?.integer ?? 0
        now = value["now"]?.integer
        since = value["since"]?.integer
        readers = elements.map { element in
            RegistryReader(
                address: element["address"]?.text ?? "",
                userAgent: element["userAgent"]?.text ?? "",
                lastFetch: element["lastFetch"]?.integer ?? 0,
                intervalMilliseconds: element["intervalMilliseconds"]?.integer ?? 0,
                revision: element["revision"]?.integer ?? 0,
                fetches: Int(element["fetches"]?.integer ?? 0),
                gateway: element["gateway"] == .bool(true),
                listedUntil: element["listedUntil"]?.integer,
                held: Self.held(in: element)
            )
        }
    }
}
