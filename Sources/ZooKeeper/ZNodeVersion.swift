/// How often the data of a znode was set since it was created.
///
/// It restarts at 0 when a znode is created anew, so a version alone is no proof for a znode that may be deleted.
public struct ZNodeVersion: RawRepresentable, Hashable, Comparable, Sendable, Codable {
    /// The number itself.
    public let rawValue: Int32

    /// Takes a version as the server counts it.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Fewer changes first.
    public static func < (left: ZNodeVersion, right: ZNodeVersion) -> Bool { left.rawValue < right.rawValue }
}
