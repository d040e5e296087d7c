/// What one gateway has counted of the apps it routes to, as it puts it to `/registry/gateways/{name}`.
public struct GatewayReport: Hashable, Sendable {
    /// Tells it from the other gateways, and stays the same when it is restarted.
    public var name: String
    /// Tells its present count from every other of it: another one whenever it begins to count from nothing.
    public var run: String
    /// When it counted, by the gateway's clock.
    public var at: EpochMilliseconds
    /// The proxy's process; nil when that is not known.
    public var processID: Int64?
    /// By app, as it is registered (case does not count), and color.
    public var apps: [String: [String: GatewayCounters]]

    /// More apps than this are nobody's.
    public static let appLimit = 1_000
    /// Longer names are refused, in bytes.
    public static let longestName = 128
    /// What a report may take on the wire, in bytes.
    public static let maximumSize = 1_048_576

    /// A report put together by a gateway.
    public init(
        name: String, run: String, at: EpochMilliseconds, processID: Int64? = nil,
        apps: [String: [String: GatewayCounters]]
    ) {
        self.name = name
        self.run = run
        self.at = at
        self.processID = processID
        self.apps = apps
    }

    /// The report as JSON.
    public func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 256 + 512 * apps.count)
        write(to: &writer)
        return writer.bytes
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("name", name)
        writer.field("run", run)
        writer.key("at")
        writer.value(at)
        if let processID {
            writer.key("processID")
            writer.value(processID)
        }
        writer.key("apps")
        writer.beginObject()
        for (app, colors) in apps.sorted(by: { $0.key < $1.key }) {
            writer.key(app)
            writer.beginObject()
            for (color, counters) in colors.sorted(by: { $0.key < $1.key }) {
                writer.key(color)
                counters.write(to: &writer)
            }
            writer.endObject()
        }
        writer.endObject()
        writer.endObject()
    }

    /// Reads a report that anybody may have sent.
    ///
    /// - Throws: What is wrong with it, counts below nothing among it.
    public init(decoding bytes: some Collection<UInt8>) throws(WireError) {
        try self.init(try JSONReader.parse(bytes, limits: WireLimits(depth: 8, values: 32_768)))
    }

    init(_ value: WireValue) throws(WireError) {
        guard let name = value["name"]?.text, let run = value["run"]?.text, let at = value["at"]?.integer else {
            throw WireError("name, run and at expected")
        }
        for text in [name, run] where text.isEmpty || text.utf8.count > Self.longestName {
            throw WireError("name and run have 1 to \(Self.longestName) bytes")
        }
        guard let members = value["apps"]?.members, members.count <= Self.appLimit else {
            throw WireError("at most \(Self.appLimit) apps expected")
        }
        var apps: [String: [String: GatewayCounters]] = [:]
        for member in members {
            guard let colors = member.value.members, colors.count <= 2 else { throw WireError("two colors expected") }
            var counters: [String: GatewayCounters] = [:]
            for color in colors {
                guard color.key == "blue" || color.key == "green" else { throw WireError("blue or green expected") }
                counters[color.key] = try GatewayCounters(color.value)
            }
            apps[member.key] = counters
        }
        self.init(name: name, run: run, at: at, processID: value["processID"]?.integer, apps: apps)
    }
}
