extension InstanceRecord {
    /// The version of the durable form this code writes; it refuses higher ones.
    static let formatVersion: Int64 = 1

    /// The durable form: one JSON object, the claim in Eureka's own shape inside.
    public func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 1536)
        writer.beginObject()
        writer.key("version")
        writer.value(Self.formatVersion)
        writer.field("status", status.rawValue)
        writer.field("override", override?.rawValue)
        writer.field("action", actionType.rawValue)
        writer.key("registered")
        writer.value(registered)
        writer.key("firstUp")
        writer.value(firstUp)
        writer.key("updated")
        writer.value(updated)
        if !overlay.isEmpty {
            writer.key("overlay")
            writer.beginObject()
            for (key, text) in overlay.sortedByKey {
                writer.key(key)
                writer.value(text)
            }
            writer.endObject()
        }
        writer.key("claim")
        writer.write(claim)
        writer.endObject()
        return writer.bytes
    }

    /// Whether these bytes are a durable form that a later version wrote, to be left alone.
    public static func isLater(_ bytes: [UInt8]) -> Bool {
        let version = (try? JSONReader.parse(bytes, limits: .listing))?["version"]?.integer
        return version.map { $0 > formatVersion } ?? false
    }

    /// Reads the durable form; keys of later versions are ignored.
    public init(decoding bytes: [UInt8]) throws(WireError) {
        let value = try JSONReader.parse(bytes, limits: .listing)
        guard let version = value["version"]?.integer, version <= Self.formatVersion else {
            throw WireError("a record of a later version")
        }
        guard let claim = value["claim"], let status = value["status"]?.text.flatMap(EurekaStatus.init(rawValue:))
        else {
            throw WireError("a record without claim or status")
        }
        let decoding = InstanceDecoding(format: .json, limits: .listing, isRegistration: false)
        self.claim = try decoding.instance(claim)
        self.claim.lease.registrationTimestamp = 0
        self.status = status
        override = value["override"]?.text.flatMap(EurekaStatus.init(rawValue:))
        actionType = value["action"]?.text.flatMap(ActionType.init(rawValue:)) ?? .added
        registered = value["registered"]?.integer ?? 0
        firstUp = value["firstUp"]?.integer ?? 0
        updated = value["updated"]?.integer ?? 0
        overlay = [:]
        for member in value["overlay"]?.members ?? [] { overlay[member.key] = member.value.text }
    }
}
