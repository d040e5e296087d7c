/// What a read of an app came to.
public enum ApplicationReading: Hashable, Sendable {
    /// Nothing has changed since the tag that was given.
    case unchanged
    /// The app's instances now, none when it is not registered at all; `etag` is for the next read, and nil when the
    /// server knows no such thing, as a genuine Eureka.
    case changed([InstanceInfo], etag: String?, revision: Int64?)
}
