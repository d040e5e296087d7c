/// One app and its instances.
public struct Application: Hashable, Sendable {
    /// The app's name, upper-case.
    public var name: String
    public var instances: [InstanceInfo]

    public init(name: String, instances: [InstanceInfo]) {
        self.name = name
        self.instances = instances
    }
}
