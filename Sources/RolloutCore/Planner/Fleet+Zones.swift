extension Fleet {
    /// The instances in the order in which steps of that kind are made: zones are kept level, then by id.
    ///
    /// Enabling takes from the zone in which the fewest are enabled, disabling from the one in which the most are: a zone
    /// that is lost midway takes no more than its share.
    func inZoneOrder(for kind: StatusChange.Kind) -> [Instance] {
        guard instances.contains(where: { $0.zone != instances.first?.zone }) else { return instances }
        var enabled: [String: Int] = [:]
        for instance in instances where instance.isEnabled { enabled[instance.zone ?? "", default: 0] += 1 }
        let ranked = instances.map { (rank: enabled[$0.zone ?? ""] ?? 0, instance: $0) }
        return ranked.sorted { one, other in
            guard one.rank != other.rank else {
                return (one.instance.zone ?? "", one.instance.id) < (other.instance.zone ?? "", other.instance.id)
            }
            return kind == .enable ? one.rank < other.rank : one.rank > other.rank
        }.map(\.instance)
    }
}
