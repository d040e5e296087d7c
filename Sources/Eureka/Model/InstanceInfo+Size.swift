extension InstanceInfo {
    /// Longest key of a metadata entry, in bytes.
    public static let maximumMetadataKey = 256
    /// Longest value of a metadata entry, in bytes.
    public static let maximumMetadataValue = 1024
    /// What one instance may take where it is kept, in bytes: a store takes it only whole.
    public static let maximumSize = 300_000

    /// What of it is larger than anybody keeps, in one sentence; nil when nothing is.
    public var excess: String? {
        if let excess = Self.excess(ofMetadata: metadata) { return excess }
        var writer = JSONWriter(capacity: 1536)
        writer.write(self)
        return writer.bytes.count > Self.maximumSize ? "The instance takes more than \(Self.maximumSize) bytes" : nil
    }

    static func excess(ofMetadata entries: [String: String]) -> String? {
        if entries.keys.contains(where: { $0.utf8.count > maximumMetadataKey }) {
            return "A metadata key takes more than \(maximumMetadataKey) bytes"
        }
        if entries.values.contains(where: { $0.utf8.count > maximumMetadataValue }) {
            return "A metadata value takes more than \(maximumMetadataValue) bytes"
        }
        return nil
    }
}
