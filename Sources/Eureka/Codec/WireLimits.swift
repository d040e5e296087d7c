/// What a document from outside may cost before it is refused.
///
/// The size in bytes is the transport's business: it must not hand over more than it is ready to hold.
public struct WireLimits: Hashable, Sendable {
    /// How deep objects, arrays or elements may nest.
    public var depth: Int
    /// How many values or elements a document may have in all.
    public var values: Int
    /// How many metadata entries an instance may have.
    public var metadataEntries: Int
    /// How long an app name or an instance id may be, in UTF-8 bytes.
    public var nameLength: Int

    /// The defaults are those of ``registration``.
    public init(depth: Int = 32, values: Int = 4096, metadataEntries: Int = 64, nameLength: Int = 512) {
        self.depth = depth
        self.values = values
        self.metadataEntries = metadataEntries
        self.nameLength = nameLength
    }

    /// For one instance sent by anybody.
    public static let registration = WireLimits()
    /// For a listing read from a registry one has chosen to believe: some 100,000 instances.
    public static let listing = WireLimits(values: 10_000_000, metadataEntries: 4096, nameLength: 4096)
}
