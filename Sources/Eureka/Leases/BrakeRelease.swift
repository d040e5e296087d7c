/// An operator's word that the instances held after a mass loss are gone: who says so, and why.
public struct BrakeRelease: Hashable, Sendable {
    /// Longer texts are refused.
    public static let longestText = 512

    /// Who says so.
    public let by: String
    /// Why; goes to the log with the name.
    public let why: String

    /// - Throws: When one of them is empty or too long.
    public init(by: String, why: String) throws(WireError) {
        for text in [by, why] where text.isEmpty || text.utf8.count > Self.longestText {
            throw WireError("say who and why, each in 1 to \(Self.longestText) bytes")
        }
        self.by = by
        self.why = why
    }

    /// The order as JSON.
    public func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("by", by)
        writer.field("why", why)
        writer.endObject()
        return writer.bytes
    }

    /// Reads the order.
    public init(decoding bytes: some Collection<UInt8>) throws(WireError) {
        let value = try JSONReader.parse(bytes, limits: .registration)
        try self.init(by: value["by"]?.text ?? "", why: value["why"]?.text ?? "")
    }

    /// What a registry answers: how many it had held.
    public static func answer(_ released: Int) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("released")
        writer.value(released)
        writer.endObject()
        return writer.bytes
    }
}
