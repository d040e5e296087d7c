/// The live instances of one color, sorted by id.
public struct Fleet: Hashable, Sendable {
    public let color: Color
    public let instances: [Instance]

    /// Takes the instances in any order.
    public init(color: Color, instances: [Instance]) {
        self.color = color
        self.instances = instances.sorted { $0.id < $1.id }
    }

    public var servingCount: Int { instances.count { $0.isServing } }

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
