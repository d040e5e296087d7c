import NIOHTTP1

extension EurekaClient {
    /// Tells one replica of a registry of ours that the instances it holds after a mass loss are gone.
    ///
    /// - Returns: How many it had held.
    public func releaseBrake(_ order: BrakeRelease) async throws(EurekaError) -> Int {
        let answer = try await call(.POST, "\(address.root)/registry/brake/release", body: order.encoded())
        // Another program than a registry of ours, or an older one.
        if answer.status == 404 { throw EurekaError(.notFound, "it has no brake to release", status: 404) }
        try answer.expect(200)
        return try answer.decoded { bytes throws(WireError) in
            guard let released = try JSONReader.parse(bytes, limits: .registration)["released"]?.integer else {
                throw WireError("a number expected")
            }
            return Int(released)
        }
    }
}
