import Eureka
import NIOHTTP1
import TestSupport
import Testing

@testable import Registry

@Suite("Rows of the conformance list that need a registry of their own, as on the wire")
struct ConformanceTests {
    let instance = "/eureka/apps/SERVICE-CLIENT/service-client:3f2a9c"
    let dirty: Int64 = 1_767_225_600_850

    /// The Spring sample as an instance of another id and app.
    private func brief(_ id: String, seconds: Int, status: String = "UP") throws -> [UInt8] {
        try spring([
            "3f2a9c": id, #""durationInSecs":90"#: "\"durationInSecs\":\(seconds)",
            #""status":"OUT_OF_SERVICE""#: "\"status\":\"\(status)\"",
        ])
    }

    @Test("Row 20: a heartbeat with newer data is 404, and renews all the same")
    func outdatedRenews() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.post("SERVICE-CLIENT", try brief("3f2a9c", seconds: 1)).status == 204)
            let start = ContinuousClock.now
            while ContinuousClock.now - start < .seconds(2) {
                let answer = try await registry.send(.PUT, instance + "?lastDirtyTimestamp=\(dirty + 1)")
                try #require(answer.status == 404 && answer.body.isEmpty)
                try #require(try await registry.shown() == "UP/UNKNOWN")
            }
            try await eventually("it is gone") { try await registry.shown() == "none" }
        }
    }

    @Test("Row 37: an order for the status there is counts, and is kept")
    func confirmed() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.post("SERVICE-CLIENT", try spring("UP", at: dirty)).status == 204)
            #expect(try await registry.send(.PUT, instance + "/status?value=UP").status == 200)
            #expect(try await registry.shown() == "UP/UP")
        }
    }

    @Test("Row 41: an order taken back leaves the client's own status, and heartbeats go on")
    func takenBack() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.post("SERVICE-CLIENT", try spring("UP", at: dirty)).status == 204)
            #expect(try await registry.send(.PUT, instance + "/status?value=OUT_OF_SERVICE").status == 200)
            #expect(try await registry.send(.DELETE, instance + "/status").status == 200)
            #expect(try await registry.shown() == "UP/UNKNOWN")
            #expect(try await registry.send(.PUT, instance + "?lastDirtyTimestamp=\(dirty)").status == 200)
            #expect(try await registry.post("SERVICE-CLIENT", try spring("UP", at: dirty + 1)).status == 204)
            #expect(try await registry.shown() == "UP/UNKNOWN")
        }
    }

    @Test("Row 46: a hint under either name", arguments: ["overriddenStatus", "overriddenstatus"])
    func hints(_ key: String) async throws {
        try await withRegistry { registry async throws in
            let body = try spring([
                #""overriddenStatus":"UNKNOWN""#: "\"\(key)\":\"OUT_OF_SERVICE\"",
                #""status":"OUT_OF_SERVICE""#: #""status":"UP""#,
            ])
            #expect(try await registry.post("SERVICE-CLIENT", body).status == 204)
            #expect(try await registry.shown() == "OUT_OF_SERVICE/OUT_OF_SERVICE")
        }
    }

    @Test("Row 47: an order for an id is none for the same id in another app, nor does a cancel take it away")
    func sameID() async throws {
        try await withRegistry { registry async throws in
            for app in ["A", "B"] {
                let body = String(decoding: try spring("UP", at: dirty), as: UTF8.self)
                    .replacing("SERVICE-CLIENT", with: app)
                #expect(try await registry.post(app, Array(body.utf8)).status == 204)
            }
            let paths = ["A", "B"].map { instance.replacing("SERVICE-CLIENT", with: $0) }
            #expect(try await registry.send(.PUT, paths[0] + "/status?value=OUT_OF_SERVICE").status == 200)
            for path in paths { #expect(try await registry.send(.PUT, path).status == 200) }
            #expect(try await registry.shown("A") == "OUT_OF_SERVICE/OUT_OF_SERVICE")
            #expect(try await registry.shown("B") == "UP/UNKNOWN")
            #expect(try await registry.send(.DELETE, paths[1]).status == 200)
            #expect(try await registry.send(.PUT, paths[0]).status == 200)
            #expect(try await registry.shown("A") == "OUT_OF_SERVICE/OUT_OF_SERVICE")
        }
    }

    @Test("Row 65: the delta forgets, the hash does not")
    func deltaForgets() async throws {
        let configuration = RegistryServer.Configuration.free.with(\.deltaRetention, 1000)
        try await withRegistry(configuration: configuration) { registry async throws in
            #expect(try await registry.post("SERVICE-CLIENT", try spring()).status == 204)
            #expect(try await registry.seen("/apps/delta").instances.count == 1)
            try await eventually("the delta is empty") { try await registry.seen("/apps/delta").apps.isEmpty }
            let delta = try await registry.seen("/apps/delta", .xml)
            #expect(delta.hash == "OUT_OF_SERVICE_1_")
            #expect(try await registry.seen("/apps").instances.count == 1)
        }
    }

    @Test("No delta has the version of another one or of the full listing: Python's client passes over such a one")
    func deltaVersions() async throws {
        var versions: [Int64] = []
        for _ in 0..<2 {
            try await withRegistry { registry async throws in
                func note() async throws {
                    versions.append(try #require(try await registry.seen("/apps/delta").version.flatMap(Int64.init)))
                }
                try await note()
                for port in ["8081", "8082"] {
                    let body = try spring([#""$":40117"#: "\"$\":\(port)"])
                    #expect(try await registry.post("SERVICE-CLIENT", body).status == 204)
                    try await note()
                }
                #expect(try await registry.seen("/apps").version == "1")
            }
        }
        #expect(zip(versions, versions.dropFirst()).allSatisfy { $0 < $1 } && versions[0] > 1)
    }

    @Test("Row 79: without any renewal a lease is over after its duration")
    func neverRenewed() async throws {
        try await withRegistry { registry async throws in
            let start = ContinuousClock.now
            #expect(try await registry.post("SERVICE-CLIENT", try brief("3f2a9c", seconds: 1)).status == 204)
            try await eventually("it is gone") { try await registry.shown() == "none" }
            let age = ContinuousClock.now - start
            #expect(age >= .milliseconds(990) && age < .seconds(3))
        }
    }

    @Test("Row 81: of two instances the one that stops renewing is taken out, the other one is not")
    func oneOfTwo() async throws {
        try await withRegistry { registry async throws in
            for id in ["3f2a9c", "77b0e1"] {
                #expect(try await registry.post("SERVICE-CLIENT", try brief(id, seconds: 1)).status == 204)
            }
            let start = ContinuousClock.now
            while try await registry.shown("SERVICE-CLIENT", "service-client:77b0e1") != "none" {
                try #require(try await registry.send(.PUT, instance).status == 200)
                try #require(ContinuousClock.now - start < .seconds(10))
            }
            #expect(try await registry.shown() == "UP/UNKNOWN")
            #expect(try await registry.seen("/apps").hash == "UP_1_")
        }
    }

    @Test("Paths as clients write them: parameters cut off, words exact, ids anyhow")
    func paths() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.post("service-client", try spring()).status == 204)
            for path in ["\(instance);v=1", "\(instance)/", instance.replacing("CLIENT", with: "client")] {
                #expect(try await registry.send(.PUT, path).status == 200, "\(path)")
            }
            for path in ["/eureka/APPS", "/eureka/v1/apps", "/apps", "/eureka/serverinfo/statusoverrides"] {
                let answer = try await registry.send(.GET, path)
                #expect(answer.status == 404 && answer.body.isEmpty, "\(path)")
            }
        }
    }

    @Test("The server's own status, whole in both formats, on both mounts", arguments: ["/eureka", "/eureka/v2/"])
    func serverStatus(_ mount: String) async throws {
        try await withRegistry { registry async throws in
            let path = mount + (mount.hasSuffix("/") ? "status" : "/status/")
            let answer = try await registry.send(.GET, path, TestRegistry.json)
            #expect(answer.status == 200 && answer.headers.first(name: "content-type") == "application/json")
            let members = try #require(try JSONText(Array(answer.body.utf8)).members)
            #expect(members.map(\.key) == ["generalStats", "applicationStats", "instanceInfo", "healthy"])
            #expect(members[0].value.members?.first == .init(key: "server-uptime", value: .string("00:00")))
            #expect(
                members[1].value.members?.map(\.key) == [
                    "registered-replicas", "available-replicas", "unavailable-replicas",
                ])
            #expect(members[2].value.members?[0].key == "instanceId" && members[3].value == .bool(true))
            let plain = try await registry.send(.GET, path, ["Accept": "*/*"])
            #expect(plain.headers.first(name: "content-type") == "application/xml")
            let xml = try XMLText(Array(plain.body.utf8))
            #expect(xml.name == "com.netflix.eureka.util.StatusInfo")
            #expect(xml.children.map(\.name) == members.map(\.key))
            #expect(xml.children[2].children.first { $0.name == "isCoordinatingDiscoveryServer" }?.text == "true")
            #expect(try await registry.send(.GET, path, ["Accept": "text/html"]).status == 406)
            #expect(try await registry.seen("/apps").apps.isEmpty)
        }
    }

    @Test("An Amazon instance without an id gets the one it is filed under")
    func amazonID() async throws {
        let sample = String(decoding: try fixture("register-amazon.json"), as: UTF8.self)
        try await withRegistry { registry async throws in
            let body = sample.replacing(#""instance-id":"i-0abc","#, with: "")
            #expect(try await registry.post("BILLING", Array(body.utf8)).status == 204)
            let seen = try await registry.seen("/apps/BILLING/ec2-1-2-3-4.example").instances.first
            #expect(seen?["dataCenterInfo.metadata.instance-id"] == "ec2-1-2-3-4.example")
            #expect(seen?["dataCenterInfo.metadata.local-ipv4"] == "10.1.1.4" && seen?["instanceId"] == nil)
        }
    }
}
