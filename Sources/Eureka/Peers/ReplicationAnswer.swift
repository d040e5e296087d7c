/// What became of each item of a batch, in the batch's order.
public struct ReplicationAnswer: Hashable, Sendable {
    /// What became of one item.
    public struct Response: Hashable, Sendable {
        /// As the HTTP status of the single call would be.
        public var status: Int
        /// With 409 the instance as the answering registry has it, which is newer.
        public var instance: InstanceInfo?

        /// What became of one item.
        public init(_ status: Int, instance: InstanceInfo? = nil) {
            self.status = status
            self.instance = instance
        }
    }

    /// As many as the batch had items.
    public var responses: [Response]

    /// The answer to a batch of as many items.
    public init(responses: [Response]) { self.responses = responses }

    /// `{"responseList":[…]}`
    public func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 256 + responses.count * 24)
        writer.beginObject()
        writer.key("responseList")
        writer.beginArray()
        for response in responses {
            writer.beginObject()
            writer.key("statusCode")
            writer.value(response.status)
            if let instance = response.instance {
                writer.key("responseEntity")
                writer.write(instance)
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// Reads a peer's answer; an instance that cannot be read counts as none.
    public init(decoding bytes: some Collection<UInt8>) throws(WireError) {
        let document = try JSONReader.parse(bytes, limits: ReplicationBatch.limits)
        guard case .array(let values)? = document["responseList"] else { throw WireError("an answer without its list") }
        responses = []
        responses.reserveCapacity(values.count)
        let decoding = InstanceDecoding(format: .json, limits: .registration, isRegistration: false)
        for value in values {
            guard let status = value["statusCode"]?.integer.flatMap(Int.init(exactly:)) else {
                throw WireError("an answer without its status")
            }
            var response = Response(status)
            if let instance = value["responseEntity"], instance.members != nil {
                response.instance = try? decoding.instance(instance)
            }
            responses.append(response)
        }
    }
}
