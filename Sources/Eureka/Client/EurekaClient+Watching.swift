import NIOHTTP1

extension EurekaClient {
    /// Waits until the registry shows more than a revision.
    ///
    /// - Parameters:
    ///   - known: the revision of which everything is known; -1 is answered at once.
    ///   - patience: how long it waits, in whole seconds; the call may take its own timeout longer.
    ///   - acknowledgement: what a gateway has applied; nil: nothing yet, or the caller is none.
    /// - Returns: the revision that it shows now, the known one when there was no news in time; nil when the server tells
    ///   none, as a genuine Eureka.
    public func revision(
        beyond known: Int64, within patience: Duration, acknowledging acknowledgement: Acknowledgement? = nil
    ) async throws(EurekaError) -> Int64? {
        let seconds = max(1, patience.components.seconds)
        let applied = acknowledgement.map { "&\($0.query)" } ?? ""
        let answer = try await call(
            .GET, "\(address.root)/registry/watch?revision=\(known)&seconds=\(seconds)\(applied)",
            waiting: .seconds(seconds))
        if answer.status == 404 || answer.status == 405 { return nil }
        if answer.status != 204 { try answer.expect(200) }
        return answer.revision
    }
}
