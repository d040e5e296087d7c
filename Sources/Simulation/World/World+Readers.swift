import RolloutCore

extension World {
    mutating func fetch(_ index: Int) {
        after(readers[index].interval, .readerFetches(index))
        guard !readers[index].isAsleep else { return }
        // Asks the replicas in its own order until one answers.
        let order = replicas.indices.map { ($0 + index) % replicas.count }
        guard let replica = order.first(where: { replicas[$0].isUp }) else { return }
        var up = SlotSet()
        for slot in instances.indices where status(slot, at: replica) == .up { up[slot] = true }
        readers[index].fetched = up
        if readers[index].isGateway || readers[index].lastFetch == nil { readers[index].routes = up }
        // No registry can know of one that was silent for so long, nor what it has kept.
        if let last = readers[index].lastFetch, now - last > readers[index].patience { readers[index].returnedAt = now }
        readers[index].lastFetch = now
        replicas[replica].seen[index] = SimulatedReplica.Sighting(revision: replicas[replica].revision, at: now)
    }

    /// A Spring client takes a new list when its cache's time is over.
    mutating func letGo(_ index: Int) {
        after(RolloutPolicy.springCache, .readerLetsGo(index))
        readers[index].routes = readers[index].fetched
    }

    mutating func addReader(isGateway: Bool) {
        let interval: Duration = isGateway ? .seconds(1) : .seconds(random.pick([5, 10, 30]))
        let index = readers.count
        readers.append(
            SimulatedReader(address: "10.0.1.\(index + 1)", isGateway: isGateway, interval: interval))
        for replica in replicas.indices { replicas[replica].seen.append(nil) }
        after(random.duration(0, 500), .readerFetches(index))
        if !isGateway { after(random.duration(1_000, 35_000), .readerLetsGo(index)) }
    }
}
