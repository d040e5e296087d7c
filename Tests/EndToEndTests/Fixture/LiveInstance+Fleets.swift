import RolloutCore

/// Three live instances of each color, which are gone afterwards.
func withLiveInstances(_ body: ([LiveInstance]) async throws -> Void) async throws {
    let instances = Color.allCases.flatMap { color in (1...3).map { LiveInstance("\(color)-\($0)", color) } }
    for instance in instances { try await instance.start() }
    do {
        try await body(instances)
    } catch {
        for instance in instances { await instance.stop() }
        throw error
    }
    for instance in instances { await instance.stop() }
}

extension Deployment {
    /// Registers each, with its znode.
    func join(_ instances: [LiveInstance]) async throws {
        for instance in instances {
            try await fleet.join(instance.id, instance.color, live: instance.port, layout: layout)
        }
    }
}
