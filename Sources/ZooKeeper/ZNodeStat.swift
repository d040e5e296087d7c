/// What the server knows about a znode beside its data.
public struct ZNodeStat: Hashable, Sendable {
    /// Transaction that created the znode.
    public var czxid: Int64
    /// Transaction that last set its data.
    public var mzxid: Int64
    /// Transaction that last added or removed a child.
    public var pzxid: Int64
    /// Number of times the data was set.
    public var version: ZNodeVersion
    /// Session that owns an ephemeral znode; nil for a persistent one.
    public var ephemeralOwner: SessionID?
    /// Number of children.
    public var childCount: Int
    /// Bytes of data.
    public var dataLength: Int
    /// Wall clock of the server at creation, milliseconds since 1970.
    public var createdMilliseconds: Int64
    /// Wall clock of the server at the last change of data, milliseconds since 1970.
    public var modifiedMilliseconds: Int64

    /// Puts the facts together; everything a simulated session does not model may stay at its default.
    public init(
        czxid: Int64,
        mzxid: Int64,
        pzxid: Int64,
        version: ZNodeVersion,
        ephemeralOwner: SessionID? = nil,
        childCount: Int = 0,
        dataLength: Int = 0,
        createdMilliseconds: Int64 = 0,
        modifiedMilliseconds: Int64 = 0
    ) {
        self.czxid = czxid
        self.mzxid = mzxid
        self.pzxid = pzxid
        self.version = version
        self.ephemeralOwner = ephemeralOwner
        self.childCount = childCount
        self.dataLength = dataLength
        self.createdMilliseconds = createdMilliseconds
        self.modifiedMilliseconds = modifiedMilliseconds
    }
}
