/// One app and its instances.
public struct Application: Hashable, Sendable {
    /// The app's name, upper-case.
    public var name: String
    /// Its instances, in order of their ids.
    public var instances: [InstanceInfo]

    /// An app put together by hand.
    public init(name: String, instances: [InstanceInfo]) {
        self.name = name
        self.instances = instances
    }
}
