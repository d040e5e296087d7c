import Coordination
import RolloutCore
import ZooKeeper

extension World {
    /// What a controller takes for the time: its wall clock's at the start of its leadership, and steady from there.
    func clock(_ c: Int) -> Timestamp { now + controllers[c].clockSkew }

    /// Nil until everything was read once.
    func observation(_ c: Int) -> Observation? {
        guard let leading = controllers[c].leading, let intent = leading.facts.intent else { return nil }
        let facts = leading.facts
        guard let blue = facts.members.blue, let green = facts.members.green, let requests = facts.requests else {
            return nil
        }
        guard facts.registries.allSatisfy({ $0.isKnown || $0.failure != nil }) else { return nil }
        return Observation(
            now: clock(c), intent: IntentStore.reading(intent), record: leading.stored?.record,
            fleets: PerColor(blue: fleet(.blue, blue, facts, c), green: fleet(.green, green, facts, c)),
            registries: facts.registries.enumerated().map { index, registry in report(registry, index) },
            requests: requests, freezes: facts.freezes)
    }

    private func fleet(_ color: Color, _ slots: [Int], _ facts: Facts, _ c: Int) -> Fleet {
        Fleet(
            color: color,
            instances: slots.map { slot in
                Instance(
                    id: instances[slot].id, color: color, endpoint: Self.endpoint, zone: zone(of: slot),
                    registration: facts.registration(slot), readiness: facts.readiness(slot, now: clock(c)))
            }, departed: departed(color, facts))
    }

    /// Registered, without a znode in either color.
    private func departed(_ color: Color, _ facts: Facts) -> [Instance] {
        let members = (facts.members.blue ?? []) + (facts.members.green ?? [])
        return instances.indices.filter { instances[$0].color == color && !members.contains($0) }.compactMap { slot in
            let registration = facts.registration(slot)
            guard case .registered = registration else { return nil }
            return Instance(
                id: instances[slot].id, color: color, endpoint: nil, registration: registration,
                readiness: .unready("it has no znode"))
        }
    }

    private func report(_ registry: Facts.RegistryKnowledge, _ index: Int) -> RegistryReport {
        let name = "registry-\(index + 1)"
        if let failure = registry.failure { return RegistryReport(name: name, answer: .unavailable(failure)) }
        return RegistryReport(
            name: name,
            answer: .available(revision: registry.revision, readers: registry.readers, since: registry.readersSince))
    }

    private static let endpoint = Endpoint(host: "10.0.0.1", port: 8080)

    private func zone(of slot: Int) -> String? { settings.hasZones ? "zone-\(instances[slot].zone)" : nil }

    func slot(of id: InstanceID) -> Int? { instances.firstIndex { $0.id == id } }
}
