import Eureka
import NIOHTTP1
import Registry
import Testing

@Suite("Heartbeats and statuses, as on the wire")
struct StatusTests {
    let instance = "/eureka/apps/SERVICE-CLIENT/service-client:3f2a9c"
    let dirty: Int64 = 1_767_225_600_850

    @Test("Rows 18 to 21, 25 to 31: heartbeats")
    func heartbeats() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.post("SERVICE-CLIENT", try spring("UP", at: dirty)).status == 204)
            func beat(_ query: String, _ headers: [String: String] = [:]) async throws -> Int {
                let answer = try await registry.send(.PUT, instance + query, headers)
                #expect(answer.body.isEmpty && answer.headers.first(name: "content-length") == "0")
                return answer.status
            }
            #expect(try await beat("?status=UP&lastDirtyTimestamp=\(dirty)") == 200)
            #expect(try await beat("?status=UP&lastDirtyTimestamp=\(dirty + 1)") == 404)
            #expect(try await beat("?status=UP&lastDirtyTimestamp=\(dirty - 1)") == 200)
            #expect(try await beat("") == 200)
            #expect(try await beat("", ["Accept": "text/html, image/gif, image/jpeg, */*; q=0.2"]) == 200)
            #expect(try await beat("?status=DOWN") == 200)
            #expect(try await registry.shown() == "UP/UNKNOWN")
            #expect(try await beat("?lastDirtyTimestamp=abc") == 400)
            let encoded = instance.replacing("t:3", with: "t%3A3")
            #expect(try await registry.send(.PUT, encoded).status == 200)
            let json = ["Content-Type": "application/json"]
            #expect(try await registry.send(.PUT, instance, json, body: Array("{}".utf8)).status == 200)
            for path in ["/eureka/apps/SERVICE-CLIENT/none", "/eureka/v2/apps/NONE/none"] {
                let answer = try await registry.send(.PUT, path)
                #expect(answer.status == 404 && answer.body.isEmpty)
                #expect(answer.headers.first(name: "content-length") == "0")
            }
            #expect(try await registry.post("SERVICE-CLIENT", try spring("what", at: dirty + 1)).status == 204)
            #expect(try await beat("?status=UP") == 404)
        }
    }

    @Test("Rows 32 to 36: an enabled instance stays enabled until it is cancelled")
    func enabled() async throws {
        try await withRegistry { registry async throws in
            func post(_ status: String, _ offset: Int64) async throws -> String {
                #expect(try await registry.post("SERVICE-CLIENT", try spring(status, at: dirty + offset)).status == 204)
                return try await registry.shown()
            }
            #expect(try await post("OUT_OF_SERVICE", 0) == "OUT_OF_SERVICE/UNKNOWN")
            let put = try await registry.send(.PUT, instance + "/status?value=UP")
            #expect(put.status == 200 && put.body.isEmpty)
            let info = try await registry.client.instance(app: "SERVICE-CLIENT", id: "service-client:3f2a9c")
            #expect(info?.actionType == .modified && (info?.lease.serviceUpTimestamp ?? 0) > 0)
            #expect(try await registry.send(.PUT, instance + "?status=OUT_OF_SERVICE").status == 200)
            #expect(try await registry.shown() == "UP/UP")
            #expect(try await post("OUT_OF_SERVICE", 1) == "UP/UP")
            #expect(try await post("DOWN", 2) == "DOWN/UP")
            #expect(try await post("UP", 3) == "UP/UP")
            try await registry.client.cancel(app: "SERVICE-CLIENT", id: "service-client:3f2a9c")
            #expect(try await post("OUT_OF_SERVICE", 4) == "OUT_OF_SERVICE/UNKNOWN")
        }
    }

    @Test("Rows 38 to 44: bad values, unknown instances, timestamps and removal")
    func edges() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.post("SERVICE-CLIENT", try spring("UP", at: dirty)).status == 204)
            func call(_ method: String, _ query: String) async throws -> Int {
                let path = instance + "/status" + query
                let answer = try await registry.send(method == "PUT" ? .PUT : .DELETE, path)
                #expect(answer.body.isEmpty)
                return answer.status
            }
            for query in ["", "?value=FOO", "?value=up", "?value=DOWN&lastDirtyTimestamp=x"] {
                #expect(try await call("PUT", query) == 400)
            }
            #expect(try await registry.shown() == "UP/UNKNOWN")
            let unknown = try await registry.send(.PUT, "/eureka/apps/SERVICE-CLIENT/none/status?value=UP")
            #expect(unknown.status == 404 && unknown.body.isEmpty)
            #expect(try await call("PUT", "?value=DOWN&lastDirtyTimestamp=\(dirty + 500)") == 200)
            #expect(try await call("PUT", "?value=DOWN&lastDirtyTimestamp=\(dirty - 1)") == 200)
            let info = try await registry.client.instance(app: "SERVICE-CLIENT", id: "service-client:3f2a9c")
            #expect(info?.lastDirtyTimestamp == dirty + 500)
            #expect(try await call("DELETE", "?value=FOO") == 400)
            #expect(try await call("DELETE", "") == 200)
            #expect(try await registry.shown() == "UP/UNKNOWN")
            #expect(try await call("DELETE", "") == 200)
            #expect(try await call("PUT", "?value=OUT_OF_SERVICE") == 200)
            #expect(try await call("DELETE", "?value=UP") == 200)
            #expect(try await registry.shown() == "UP/UNKNOWN")
            #expect(try await registry.send(.PUT, instance).status == 200)
            #expect(try await registry.send(.DELETE, "/eureka/apps/A/b/status").status == 404)
        }
    }

    @Test("Rows 45 to 47: who may move between UP and OUT_OF_SERVICE, and hints in a registration")
    func claims() async throws {
        try await withRegistry { registry async throws in
            func post(_ app: String, _ status: String, _ offset: Int64, _ hint: String = "overriddenStatus")
                async throws
            {
                var text = String(decoding: try spring(status, at: dirty + offset), as: UTF8.self)
                text = text.replacing("SERVICE-CLIENT", with: app)
                if hint != "overriddenStatus" {
                    text = text.replacing(#""overriddenStatus":"UNKNOWN""#, with: "\"\(hint)\":\"OUT_OF_SERVICE\"")
                }
                #expect(try await registry.post(app, Array(text.utf8)).status == 204)
            }
            try await post("A", "OUT_OF_SERVICE", 0)
            try await post("A", "UP", 1)
            #expect(try await registry.shown("A") == "OUT_OF_SERVICE/UNKNOWN")
            try await post("A", "STARTING", 2)
            try await post("A", "UP", 3)
            #expect(try await registry.shown("A") == "UP/UNKNOWN")
            try await post("B", "UP", 0, "overriddenstatus")
            #expect(try await registry.shown("B") == "OUT_OF_SERVICE/OUT_OF_SERVICE")
            #expect(try await registry.shown("A") == "UP/UNKNOWN")
        }
    }

    @Test("A managed instance serves only when enabled")
    func managed() async throws {
        try await withRegistry { registry async throws in
            var info = InstanceInfo(app: "SVC", id: "g1", hostName: "h", ipAddress: "1.1.1.1", port: 80, status: .up)
            info.metadata["color"] = "green"
            info.lastDirtyTimestamp = 1
            try await registry.client.register(info)
            #expect(try await registry.shown("SVC", "g1") == "OUT_OF_SERVICE/UNKNOWN")
            try await registry.client.setStatus(app: "SVC", id: "g1", to: .up, epoch: 7)
            #expect(try await registry.shown("SVC", "g1") == "UP/UP")
            info.status = .down
            info.lastDirtyTimestamp = 2
            try await registry.client.register(info)
            #expect(try await registry.shown("SVC", "g1") == "DOWN/UP")
            try await registry.client.removeOverride(app: "SVC", id: "g1", epoch: 7)
            info.status = .up
            info.lastDirtyTimestamp = 3
            try await registry.client.register(info)
            #expect(try await registry.shown("SVC", "g1") == "OUT_OF_SERVICE/UNKNOWN")
        }
    }

    @Test("Standalone, an epoch lower than one seen is refused; required ones must be named")
    func epochs() async throws {
        try await withRegistry(configuration: .free.with(\.requireEpoch, true)) { registry async throws in
            #expect(try await registry.post("SERVICE-CLIENT", try spring()).status == 204)
            let (app, id) = ("SERVICE-CLIENT", "service-client:3f2a9c")
            try await registry.client.setStatus(app: app, id: id, to: .up, epoch: 5)
            await #expect {
                try await registry.client.setStatus(app: app, id: id, to: .down, epoch: 4)
            } throws: { ($0 as? EurekaError)?.code == .staleEpoch }
            #expect(try await registry.send(.PUT, instance + "/status?value=DOWN").status == 403)
            // One that ZooKeeper could not give does not lock out the leader.
            for forged in [Int64.max, Int64(Int32.max) + 1, -1] {
                await #expect {
                    try await registry.client.setStatus(app: app, id: id, to: .down, epoch: forged)
                } throws: { ($0 as? EurekaError)?.code == .staleEpoch }
            }
            try await registry.client.setStatus(app: app, id: id, to: .up, epoch: 6)
            let junk = try await registry.send(.PUT, instance + "/status?value=DOWN", ["X-Bluegreen-Epoch": "x"])
            #expect(junk.status == 400)
            #expect(try await registry.shown() == "UP/UP")
        }
    }

    @Test("Rows 79 and 80: a lease runs out after exactly one duration without renewal")
    func leases() async throws {
        try await withRegistry { registry async throws in
            let body = try spring([#""durationInSecs":90"#: #""durationInSecs":1"#])
            #expect(try await registry.post("SERVICE-CLIENT", body).status == 204)
            let start = ContinuousClock.now
            #expect(try await registry.send(.PUT, instance).status == 200)
            while try await registry.shown() != "none" {
                try #require(ContinuousClock.now - start < .seconds(10))
            }
            let age = ContinuousClock.now - start
            #expect(age >= .milliseconds(990) && age < .seconds(2))
            let delta = try await registry.send(.GET, "/eureka/apps/delta", TestRegistry.json)
            #expect(delta.body.contains(#""actionType":"DELETED""#) && !delta.body.contains(#""evictionTimestamp":0"#))
        }
    }
}
