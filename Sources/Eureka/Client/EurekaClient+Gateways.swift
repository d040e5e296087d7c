import NIOHTTP1

extension EurekaClient {
    /// Tells a registry of ours what a gateway has counted; it forgets what is not told again within a minute.
    ///
    /// - Throws: `notFound` from a server that takes no such thing, as a genuine Eureka.
    public func put(_ report: GatewayReport) async throws(EurekaError) {
        let path = "\(address.root)/registry/gateways/\(PercentCoding.encoded(report.name))"
        let answer = try await call(.PUT, path, body: report.encoded())
        if answer.status == 404 { throw EurekaError(.notFound, "it takes no reports of gateways", status: 404) }
        try answer.expect(204)
    }

    /// What gateways have counted, as far as this registry has heard; nil from a server that tells no such thing, as a
    /// genuine Eureka.
    public func gatewayReports() async throws(EurekaError) -> GatewayReports? {
        let answer = try await call(.GET, "\(address.root)/registry/gateways")
        if answer.status == 404 { return nil }
        try answer.expect(200)
        return try answer.decoded { bytes throws(WireError) in try GatewayReports(decoding: bytes) }
    }
}
