/// A listing of a registry, whole or in part.
public struct Applications: Hashable, Sendable {
    /// `versions__delta`: 1 in full listings, -1 in listings by address, a counter in deltas.
    public var version: Int64
    /// `apps__hashcode`: the count of instances by status over the whole registry (see ``StatusCounts``).
    public var hashCode: String
    /// The apps, in order of their names.
    public var applications: [Application]

    /// A listing put together by hand.
    public init(version: Int64, hashCode: String, applications: [Application]) {
        self.version = version
        self.hashCode = hashCode
        self.applications = applications
    }
}
