/// What one registry lists at one of its revisions.
struct Listing: Hashable, Sendable {
    /// The registry's place among those of the configuration; revisions of two do not compare.
    var registry: Int
    /// Nil for a genuine Eureka, which tells none.
    var revision: Int64?
    /// Those with managed instances.
    var apps: [ListedApp]
}
