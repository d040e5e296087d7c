import NIOHTTP1

extension EurekaClient {
    /// Passes on what happened here to a peer.
    ///
    /// - Returns: What became of each item; nil when the answer does not fit the batch, and says nothing.
    public func replicate(_ batch: ReplicationBatch) async throws(EurekaError) -> ReplicationAnswer? {
        let answer = try await call(.POST, "\(address.url)/peerreplication/batch/", body: batch.encoded())
        if answer.status == 404 {
            throw EurekaError(.unexpectedStatus, "no registry takes replication at this address", status: 404)
        }
        try answer.expect(200)
        let read = try answer.decoded { bytes throws(WireError) in try ReplicationAnswer(decoding: bytes) }
        return read.responses.count == batch.items.count ? read : nil
    }
}
