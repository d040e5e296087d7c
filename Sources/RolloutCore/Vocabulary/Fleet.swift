/// The live instances of one color, sorted by id.
public struct Fleet: Hashable, Sendable {
    /// The color that all of these instances belong to.
    public let color: Color
    /// All of that color, serving or not, in the order in which steps are made.
    public let instances: [Instance]
    /// Registered with that color although no znode tells of them: they died, or are cut off from ZooKeeper. They count for
    /// nothing, but while they are UP readers route to them.
    public let departed: [Instance]

    /// Takes the instances in any order.
    public init(color: Color, instances: [Instance], departed: [Instance] = []) {
        self.color = color
        self.instances = instances.sorted { $0.id < $1.id }
        self.departed = departed.sorted { $0.id < $1.id }
    }

    /// How many instances serve now; compared with the floor.
    public var servingCount: Int { instances.count { $0.isServing } }

    /// The live instance of this id; nil when this color has none. Cheap also in a large fleet.
    public func instance(_ id: InstanceID) -> Instance? {
        var low = 0
        var high = instances.count
        while low < high {
            let middle = low + (high - low) / 2
            if instances[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < instances.count && instances[low].id == id ? instances[low] : nil
    }
}
