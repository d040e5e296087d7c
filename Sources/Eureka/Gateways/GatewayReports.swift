/// The answer of `/registry/gateways`: the last report of each gateway that was heard of lately.
public struct GatewayReports: Hashable, Sendable {
    /// In order of their names.
    public var gateways: [GatewayReport]

    /// An answer put together by hand.
    public init(gateways: [GatewayReport]) {
        self.gateways = gateways
    }

    /// The answer as JSON.
    public func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 64 + 1_024 * gateways.count)
        writer.beginObject()
        writer.key("gateways")
        writer.beginArray()
        for report in gateways { report.write(to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// Reads the answer of a registry of ours.
    public init(decoding bytes: some Collection<UInt8>) throws(WireError) {
        let value = try JSONReader.parse(bytes, limits: .listing)
        guard case .array(let elements) = value["gateways"] else { throw WireError("a list of gateways expected") }
        gateways = try elements.map { element throws(WireError) in try GatewayReport(element) }
    }
}
