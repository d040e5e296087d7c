import Testing

@testable import Eureka

@Suite("What peers say to one another")
struct ReplicationCodecTests {
    @Test("A genuine server's batch and its answer come out byte by byte as they went in")
    func roundTrip() throws {
        let bytes = try fixture("peer-batch-request.json")
        let items = try ReplicationBatch.items(from: bytes).compactMap(\.self)
        #expect(items.map(\.action) == [.register, .heartbeat, .statusUpdate, .deleteStatusOverride, .cancel])
        #expect(trimmed(ReplicationBatch(items: items).encoded()) == trimmed(bytes))
        let answer = try fixture("peer-batch-response.json")
        let read = try ReplicationAnswer(decoding: answer)
        #expect(read.responses.map(\.status) == [200, 409, 200, 200, 404])
        #expect(trimmed(read.encoded()) == trimmed(answer))
    }

    @Test("An empty list in, an empty list out")
    func empty() throws {
        #expect(try ReplicationBatch.items(from: Array(#"{"replicationList":[]}"#.utf8)) == [])
        #expect(trimmed(ReplicationAnswer(responses: []).encoded()) == #"{"responseList":[]}"#)
        #expect(trimmed(ReplicationBatch(items: []).encoded()) == #"{"replicationList":[]}"#)
    }

    @Test(
        "What makes no sense is nothing in its place, and the others are read",
        arguments: [
            "7", "null", "{}", #"{"appName":"A","action":"Cancel"}"#, #"{"id":"a","action":"Cancel"}"#,
            #"{"appName":"A","id":"a"}"#, #"{"appName":"A","id":"a","action":"cancel"}"#,
            #"{"appName":"A","id":"a","action":"Heartbeat","lastDirtyTimestamp":"soon"}"#,
            #"{"appName":"A","id":"a","action":"Register","instanceInfo":7}"#,
            #"{"appName":"A","id":"a","action":"Register","instanceInfo":{"app":"A","port":7}}"#,
        ]
    )
    func badItem(_ item: String) throws {
        let good = #"{"appName":"a","id":"a","lastDirtyTimestamp":"7","status":"UP","action":"Heartbeat","new":[1]}"#
        let items = try ReplicationBatch.items(from: Array("{\"replicationList\":[\(good),\(item),\(good)]}".utf8))
        let expected = ReplicationItem(
            .heartbeat, of: InstanceKey(app: "A", id: "a"), lastDirtyTimestamp: 7, status: .up)
        #expect(items == [expected, nil, expected])
    }

    @Test(
        "What is no batch is refused",
        arguments: ["", "{", "[]", "{}", #"{"replicationList":null}"#, #"{"replicationList":{}}"#])
    func noBatch(_ text: String) {
        #expect(throws: WireError.self) { try ReplicationBatch.items(from: Array(text.utf8)) }
        let answer = text.replacing("replicationList", with: "responseList")
        #expect(throws: WireError.self) { try ReplicationAnswer(decoding: Array(answer.utf8)) }
    }

    @Test("Ten thousand registrations are within the limits")
    func large() throws {
        var instance = InstanceInfo(app: "A", id: "a", hostName: "h", ipAddress: "1.1.1.1", port: 80)
        for number in 0..<20 { instance.metadata["k\(number)"] = "v" }
        let item = ReplicationItem(.register, of: InstanceKey(app: "A", id: "a"), instance: instance)
        let items = Array(repeating: item, count: ReplicationBatch.maximumItems)
        let bytes = ReplicationBatch(items: items).encoded()
        #expect(bytes.count < ReplicationBatch.maximumBodySize)
        #expect(try ReplicationBatch.items(from: bytes).compactMap(\.self).count == items.count)
    }
}
