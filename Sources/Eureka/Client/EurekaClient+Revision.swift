import NIOHTTP1

/// One instance as a registry shows it, and the revision it shows.
public struct InstanceReading: Hashable, Sendable {
    /// Nil when it is not registered.
    public let instance: InstanceInfo?
    /// Nil for a genuine Eureka, which tells none.
    public let revision: Int64?
}

extension EurekaClient {
    /// One instance together with the registry's revision, which is what its readers must reach to have seen it.
    public func reading(app: String, id: String) async throws(EurekaError) -> InstanceReading {
        let answer = try await call(.GET, path(app, id))
        if answer.status == 404 { return InstanceReading(instance: nil, revision: answer.revision) }
        try answer.expect(200)
        let instance = try answer.decoded { bytes throws(WireError) in
            try EurekaCodec.instance(from: bytes, format: .json)
        }
        return InstanceReading(instance: instance, revision: answer.revision)
    }
}
