import Eureka
import NIOHTTP1
import Testing

@Suite("Registering, as on the wire")
struct RegistrationTests {
    let instance = "/eureka/apps/SERVICE-CLIENT/service-client:3f2a9c"

    @Test("Rows 1 to 4: every client's registration is answered 204 with nothing, under both mounts")
    func everyClient() async throws {
        try await withRegistry { registry async throws in
            let spring = try spring()
            for path in [
                "/eureka/apps/SERVICE-CLIENT", "/eureka/apps/service-client", "/eureka/v2/apps/SERVICE-CLIENT/",
            ] {
                let answer = try await registry.send(.POST, path, ["Content-Type": "application/json"], body: spring)
                #expect(answer.status == 204 && answer.body.isEmpty)
            }
            for (app, name) in [("ORDERS", "netflix"), ("PY-SVC", "python"), ("BILLING", "amazon")] {
                #expect(try await registry.post(app, try fixture("register-\(name).json")).status == 204)
            }
            #expect(try await registry.post("INVENTORY", try fixture("register.xml"), isXML: true).status == 204)
            #expect(try await registry.client.instance(app: "BILLING", id: "i-0abc") != nil)
            #expect(try await registry.client.instance(app: "inventory", id: "legacy-1:inventory:8080") != nil)
            #expect(try await registry.client.applications().applications.map(\.name).count == 5)
        }
    }

    @Test("Row 5: what is left out has Eureka's defaults")
    func minimal() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.post("TINY-APP", try fixture("register-minimal.json")).status == 204)
            let answer = try await registry.send(.GET, "/eureka/apps/TINY-APP/tiny", TestRegistry.json)
            #expect(
                !answer.body.contains("instanceId") && answer.body.contains(#""port":{"$":7001,"@enabled":"true"}"#))
            #expect(answer.body.contains(#""securePort":{"$":7002,"@enabled":"false"}"#))
            #expect(answer.body.contains(#""renewalIntervalInSecs":30,"durationInSecs":90"#))
            #expect(answer.body.contains(#""status":"UP""#))
        }
    }

    @Test("Row 6: every refusal has Eureka's status and words")
    func refusals() async throws {
        let table = String(decoding: try fixture("register-invalid.tsv"), as: UTF8.self)
        try await withRegistry { registry async throws in
            for line in table.split(separator: "\n") where !line.hasPrefix("#") {
                let row = line.split(separator: "\t").map(String.init)
                let answer = try await registry.post(String(row[0].dropFirst(6)), Array(row[1].utf8))
                #expect(answer.status == Int(row[2]) && answer.body == row[3], "\(line)")
            }
        }
    }

    @Test("Rows 7, 9 and 17: media types, chunked bodies, empty XML")
    func bodies() async throws {
        try await withRegistry { registry async throws in
            let body = try spring()
            let path = "/eureka/apps/SERVICE-CLIENT"
            for headers in [[:], ["Content-Type": "text/plain"], ["Content-Type": "application/json; charset=UTF-16"]] {
                let answer = try await registry.send(.POST, path, headers, body: body)
                #expect(answer.status == 415 && answer.body.isEmpty)
            }
            let json = ["Content-Type": "application/json;charset=UTF-8"]
            #expect(try await registry.send(.POST, path, json, body: body, isChunked: true).status == 204)
            let xml = try await registry.send(.POST, path, ["Content-Type": "application/xml"], body: [])
            #expect(xml.status == 400)
            #expect(xml.body == "<error><message>cannot parse request body</message></error>")
            let large = try await registry.post("A", Array(repeating: 0x20, count: 300_000))
            #expect(large.status == 413 && large.body.isEmpty)
        }
    }

    @Test("Rows 10 to 14: lenient in what it reads")
    func leniency() async throws {
        try await withRegistry { registry async throws in
            var body = try spring([
                #""$":40117,"@enabled":"true""#: #""$":"8081","@enabled":true"#,
                #""sid":"na""#: #""shoe":1,"hat":null"#,
                #"{"management.port":"40117"}"#: #"{"a":1,"b":true}"#, #""durationInSecs":90"#: #""durationInSecs":-5"#,
                #""renewalIntervalInSecs":30"#: #""renewalIntervalInSecs":0"#,
            ])
            #expect(try await registry.post("SERVICE-CLIENT", body).status == 204)
            let answer = try await registry.send(.GET, instance, TestRegistry.json)
            #expect(answer.body.contains(#""port":{"$":8081,"@enabled":"true"}"#))
            #expect(!answer.body.contains("shoe") && !answer.body.contains("hat"))
            #expect(answer.body.contains(#""metadata":{"a":"1","b":"true"}"#))
            #expect(answer.body.contains(#""renewalIntervalInSecs":30,"durationInSecs":90"#))
            body = try spring("up", at: 1_767_225_600_851)
            #expect(try await registry.post("SERVICE-CLIENT", body).status == 204)
            #expect(try await registry.shown() == "UNKNOWN/UNKNOWN")
        }
    }

    @Test("Rows 15 and 16: an older claim is acknowledged but not taken, an equal or newer one is")
    func timestamps() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.post("SERVICE-CLIENT", try spring()).status == 204)
            func host(after timestamp: String, _ name: String) async throws -> String? {
                let body = try spring([
                    #""hostName":"localhost""#: "\"hostName\":\"\(name)\"", "1767225600850": timestamp,
                ])
                #expect(try await registry.post("SERVICE-CLIENT", body).status == 204)
                return try await registry.client.instance(app: "SERVICE-CLIENT", id: "service-client:3f2a9c")?.hostName
            }
            #expect(try await host(after: "1767225600849", "older") == "localhost")
            #expect(try await host(after: "1767225600850", "equal") == "equal")
            #expect(try await host(after: "1767225600851", "newer") == "newer")
        }
    }

    @Test("Rows 49 to 52: metadata over the client's, cancel once")
    func metadataAndCancel() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.post("SERVICE-CLIENT", try spring()).status == 204)
            let put = try await registry.send(.PUT, instance + "/metadata?k=v&k=w&e=&hint=a+b%2Bc")
            #expect(put.status == 200 && put.body.isEmpty)
            #expect(try await registry.send(.PUT, instance + "/metadata").status == 200)
            #expect(try await registry.post("SERVICE-CLIENT", try spring("UP", at: 1_767_225_600_851)).status == 204)
            let info = try await registry.client.instance(app: "SERVICE-CLIENT", id: "service-client:3f2a9c")
            #expect(info?.metadata == ["k": "v", "e": "", "hint": "a b+c", "management.port": "40117"])
            #expect(try await registry.send(.PUT, "/eureka/apps/A/b/metadata?k=v").status == 404)
            let answer = try await registry.send(.DELETE, instance)
            #expect(answer.status == 200 && answer.body.isEmpty)
            let again = try await registry.send(.DELETE, instance)
            #expect(again.status == 404 && again.body.isEmpty)
        }
    }

    @Test("Ids with awkward characters are filed as they are meant")
    func awkwardIDs() async throws {
        try await withRegistry { registry async throws in
            for id in ["a/b", "a b%", "x+y;z", "é", ".."] {
                var info = InstanceInfo(app: "ODD", id: id, hostName: "h", ipAddress: "1.1.1.1", port: 80)
                info.lastDirtyTimestamp = 5
                try await registry.client.register(info)
                #expect(try await registry.client.instance(app: "odd", id: id)?.instanceID == id)
                #expect(try await registry.client.heartbeat(app: "ODD", id: id, status: .up, lastDirtyTimestamp: 5))
                try await registry.client.cancel(app: "ODD", id: id)
                #expect(try await registry.client.instance(app: "odd", id: id) == nil)
            }
        }
    }
}
