import Eureka
import Foundation
import NIOHTTP1
import Testing

@testable import Registry

@Suite("Reading, as on the wire")
struct ListingTests {
    @Test("Rows 54 and 55: an empty registry, byte by byte")
    func empty() async throws {
        try await withRegistry { registry async throws in
            let json = try await registry.send(.GET, "/eureka/apps", TestRegistry.json)
            #expect(json.body == String(decoding: try fixture("response-apps-empty.json"), as: UTF8.self).trimmed)
            for path in ["/eureka/apps", "/eureka/apps/", "/eureka/v2/apps/"] {
                let xml = try await registry.send(.GET, path)
                #expect(xml.headers.first(name: "content-type") == "application/xml")
                #expect(
                    xml.body.trimmed == String(decoding: try fixture("response-apps-empty.xml"), as: UTF8.self).trimmed)
            }
        }
    }

    @Test("Rows 56, 58, 66, 69, 71: listings in every form, and what changed is seen at once")
    func listings() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.post("SERVICE-CLIENT", try spring()).status == 204)
            #expect(try await registry.post("ORDERS", try fixture("register-netflix.json")).status == 204)
            let json = try await registry.send(.GET, "/eureka/apps?regions=x", TestRegistry.json)
            #expect(
                json.body.hasPrefix(
                    #"{"applications":{"versions__delta":"1","apps__hashcode":"OUT_OF_SERVICE_1_STARTING_1_","#))
            #expect(json.body.contains(#""application":[{"name":"ORDERS","instance":[{"#))
            let mixed = "application/json, application/xml, application/*+json, text/xml, application/*+xml"
            let answer = try await registry.send(.GET, "/eureka/apps", ["Accept": mixed])
            #expect(answer.headers.first(name: "content-type") == "application/json")
            #expect(try await registry.send(.GET, "/eureka/apps", ["Accept": "text/html"]).status == 406)
            let gzip = try await registry.send(
                .GET, "/eureka/apps", ["Accept-Encoding": "gzip", "Accept": "application/json"])
            #expect(gzip.status == 200)
            let upgrade = ["Connection": "Upgrade", "Upgrade": "TLS/1.2"]
            for _ in 0..<3 { #expect(try await registry.send(.GET, "/eureka/apps", upgrade).status == 200) }
            let compact = try await registry.send(
                .GET, "/eureka/apps", ["Accept": "application/json", "X-Eureka-Accept": "Compact"])
            #expect(!compact.body.contains("metadata\"") && !compact.body.contains("leaseInfo"))
            try await registry.client.setStatus(app: "ORDERS", id: "node7.example.net:orders:7001", to: .up, epoch: nil)
            #expect(try await registry.client.applications().hashCode == "OUT_OF_SERVICE_1_UP_1_")
        }
    }

    @Test("Rows 59 to 62: apps and instances, present and absent")
    func single() async throws {
        try await withRegistry { registry async throws in
            let missing = try await registry.send(.GET, "/eureka/apps/SERVICE-CLIENT", TestRegistry.json)
            #expect(missing.status == 404 && missing.body.isEmpty)
            #expect(try await registry.post("SERVICE-CLIENT", try spring()).status == 204)
            let id = "service-client:3f2a9c"
            #expect(try await registry.send(.GET, "/eureka/apps/service-client", TestRegistry.json).status == 200)
            for path in ["/eureka/apps/SERVICE-CLIENT/\(id)", "/eureka/v2/instances/\(id)"] {
                let json = try await registry.send(.GET, path, TestRegistry.json)
                #expect(json.body.hasPrefix(#"{"instance":{"instanceId":"service-client:3f2a9c""#))
                #expect(try await registry.send(.GET, path).body.contains("<status>OUT_OF_SERVICE</status>"))
            }
            for path in ["/eureka/apps/SERVICE-CLIENT/x", "/eureka/instances/x"] {
                let answer = try await registry.send(.GET, path, TestRegistry.json)
                #expect(answer.status == 404 && answer.body.isEmpty)
            }
        }
    }

    @Test("Rows 53, 62 and 72: wrong methods say which are right")
    func methods() async throws {
        try await withRegistry { registry async throws in
            for (method, path) in [("DELETE", "/apps/X"), ("PUT", "/apps/X"), ("GET", "/instances"), ("POST", "/apps")]
            {
                let answer = try await registry.send(.init(rawValue: method), "/eureka" + path)
                #expect(answer.status == 405 && answer.body.isEmpty)
                #expect(answer.headers.first(name: "allow")?.contains("OPTIONS") == true)
            }
            let options = try await registry.send(.OPTIONS, "/eureka/apps")
            #expect(options.status == 204 && options.headers.first(name: "allow") == "GET, HEAD, OPTIONS")
            let head = try await registry.send(.HEAD, "/eureka/apps")
            #expect(head.status == 200 && head.body.isEmpty)
            let nothing = try await registry.send(.GET, "/eureka/nothing")
            #expect(nothing.status == 404 && nothing.body.isEmpty)
        }
    }

    @Test("Row 63: virtual addresses")
    func vips() async throws {
        try await withRegistry { registry async throws in
            let body = try spring([#""vipAddress":"service-client""#: #""vipAddress":"a,b""#])
            #expect(try await registry.post("SERVICE-CLIENT", body).status == 204)
            func hash(_ path: String) async throws -> String {
                let answer = try await registry.send(.GET, "/eureka" + path, TestRegistry.json)
                #expect(answer.status == 200 && answer.body.contains(#""versions__delta":"-1""#))
                return try EurekaCodec.applications(from: Array(answer.body.utf8), format: .json).hashCode
            }
            #expect(try await hash("/vips/a") == "OUT_OF_SERVICE_1_")
            #expect(try await hash("/vips/b") == "OUT_OF_SERVICE_1_")
            #expect(try await hash("/vips/A") == "")
            #expect(try await hash("/svips/service-client") == "OUT_OF_SERVICE_1_")
            let none = try await registry.send(.GET, "/eureka/vips/none", TestRegistry.json)
            #expect(none.body == String(decoding: try fixture("response-vip-none.json"), as: UTF8.self).trimmed)
        }
    }

    @Test("Addresses that nobody registered reach a color, or what is not enabled, as if it were UP")
    func derivedVIPs() async throws {
        try await withRegistry { registry async throws in
            for (id, color, status) in [
                ("b1", "blue", EurekaStatus.up), ("g1", "green", .outOfService), ("g2", "green", .down),
            ] {
                var info = InstanceInfo(
                    app: "my-svc", id: id, hostName: "h", ipAddress: "1.1.1.1", port: 80, status: status)
                info.metadata["color"] = color
                try await registry.client.register(info)
            }
            try await registry.client.setStatus(app: "my-svc", id: "b1", to: .up, epoch: nil)
            func shown(_ vip: String) async throws -> [String] {
                let answer = try await registry.send(.GET, "/eureka/vips/\(vip)", TestRegistry.json)
                let listing = try EurekaCodec.applications(from: Array(answer.body.utf8), format: .json)
                return listing.applications.flatMap(\.instances).map {
                    "\($0.effectiveID) \($0.status.rawValue) \($0.vipAddress ?? "")"
                }
            }
            #expect(try await shown("my-svc-blue") == ["b1 UP my-svc-blue"])
            #expect(try await shown("my-svc-green") == ["g1 UP my-svc-green", "g2 DOWN my-svc-green"])
            #expect(try await shown("my-svc-standby") == ["g1 UP my-svc-standby", "g2 DOWN my-svc-standby"])
            #expect(try await shown("my-svc").count == 3)
            for nothing in ["other-blue", "-blue"] { #expect(try await shown(nothing) == []) }
        }
    }

    @Test("Rows 8 and 57: bodies compressed, both ways")
    func compression() async throws {
        try await withRegistry { registry async throws in
            let packed = try #require(Gzip.compressed(try spring()))
            let headers = ["Content-Type": "application/json", "Content-Encoding": "gzip"]
            #expect(try await registry.send(.POST, "/eureka/apps/SERVICE-CLIENT", headers, body: packed).status == 204)
            let broken = Array(packed.dropLast(8))
            #expect(try await registry.send(.POST, "/eureka/apps/SERVICE-CLIENT", headers, body: broken).status == 413)
            let bomb = try #require(Gzip.compressed([UInt8](repeating: 0x20, count: 1 << 24)))
            #expect(try await registry.send(.POST, "/eureka/apps/SERVICE-CLIENT", headers, body: bomb).status == 413)
            for path in [
                "/eureka/apps", "/eureka/apps/delta", "/eureka/apps/SERVICE-CLIENT", "/eureka/vips/service-client",
            ] {
                let plain = try await registry.send(.GET, path, TestRegistry.json)
                let zipped = try await registry.raw(path, ["Accept": "application/json", "Accept-Encoding": "gzip"])
                #expect(zipped.headers.first(name: "Content-Encoding") == "gzip")
                #expect(Gzip.decompressed(zipped.body, upTo: 1 << 20) == Array(plain.body.utf8))
            }
        }
    }

    @Test("Row 64: the delta has each change once, with the hash of everything")
    func delta() async throws {
        try await withRegistry { registry async throws in
            for id in ["a", "b", "c"] {
                let info = InstanceInfo(app: "SVC", id: id, hostName: "h", ipAddress: "1.1.1.1", port: 80, status: .up)
                try await registry.client.register(info)
            }
            try await registry.client.setStatus(app: "SVC", id: "b", to: .down, epoch: nil)
            try await registry.client.cancel(app: "SVC", id: "c")
            let answer = try await registry.send(.GET, "/eureka/apps/delta", TestRegistry.json)
            let delta = try EurekaCodec.applications(from: Array(answer.body.utf8), format: .json)
            #expect(delta.hashCode == "DOWN_1_UP_1_")
            let actions = delta.applications.flatMap(\.instances).map {
                "\($0.instanceID ?? "") \($0.actionType?.rawValue ?? "")"
            }
            #expect(actions.sorted() == ["a ADDED", "b MODIFIED", "c DELETED"])
        }
    }

    @Test("Row 67: awkward metadata keys in XML, there and back")
    func awkwardMetadata() async throws {
        try await withRegistry { registry async throws in
            let body = try spring([#"{"management.port":"40117"}"#: #"{"a_b":"1","c$d":"2","e f":"3"}"#])
            #expect(try await registry.post("SERVICE-CLIENT", body).status == 204)
            let path = "/eureka/apps/SERVICE-CLIENT/service-client:3f2a9c"
            let xml = try await registry.send(.GET, path).body
            for element in ["<a__b>1</a__b>", "<c_-d>2</c_-d>", "<e_.0020f>3</e_.0020f>"] {
                #expect(xml.contains(element))
            }
            #expect(try await registry.post("SERVICE-CLIENT", Array(xml.utf8), isXML: true).status == 204)
            let info = try await registry.client.instance(app: "SERVICE-CLIENT", id: "service-client:3f2a9c")
            #expect(info?.metadata == ["a_b": "1", "c$d": "2", "e f": "3"])
        }
    }

    @Test("Row 68: no answer has a key that Spring's strict decoder does not know")
    func strictKeys() async throws {
        let known: Set<String> = [
            "instanceId", "hostName", "app", "ipAddr", "sid", "status", "overriddenStatus", "port", "securePort",
            "countryId", "dataCenterInfo", "leaseInfo", "metadata", "appGroupName", "homePageUrl", "statusPageUrl",
            "healthCheckUrl", "secureHealthCheckUrl", "vipAddress", "secureVipAddress", "isCoordinatingDiscoveryServer",
            "lastUpdatedTimestamp", "lastDirtyTimestamp", "actionType", "asgName",
        ]
        try await withRegistry { registry async throws in
            for (app, name) in [("SERVICE-CLIENT", "spring"), ("PY-SVC", "python"), ("BILLING", "amazon")] {
                #expect(try await registry.post(app, try fixture("register-\(name).json")).status == 204)
            }
            let answer = try await registry.send(.GET, "/eureka/apps", TestRegistry.json)
            let document = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: [String: Any]]
            let listing = try #require(document?["applications"])
            #expect(Set(listing.keys) == ["versions__delta", "apps__hashcode", "application"])
            for application in try #require(listing["application"] as? [[String: Any]]) {
                #expect(Set(application.keys) == ["name", "instance"])
                for instance in try #require(application["instance"] as? [[String: Any]]) {
                    #expect(Set(instance.keys).subtracting(known) == [])
                    #expect((instance["dataCenterInfo"] as? [String: Any])?["@class"] is String)
                    #expect(instance["lastDirtyTimestamp"] is String)
                    #expect((instance["leaseInfo"] as? [String: Any])?.count == 6)
                }
            }
        }
    }

    @Test("Tags and revisions: unchanged apps are not sent again")
    func tags() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.post("SERVICE-CLIENT", try spring()).status == 204)
            guard
                case .changed(let instances, let etag?, let revision?) = try await registry.client.application(
                    "SERVICE-CLIENT")
            else {
                Issue.record("no tag")
                return
            }
            #expect(instances.count == 1)
            #expect(try await registry.client.application("SERVICE-CLIENT", ifChangedSince: etag) == .unchanged)
            try await registry.client.setStatus(
                app: "SERVICE-CLIENT", id: "service-client:3f2a9c", to: .up, epoch: nil)
            guard
                case .changed(let changed, let next?, let later?) = try await registry.client.application(
                    "SERVICE-CLIENT", ifChangedSince: etag)
            else {
                Issue.record("not changed")
                return
            }
            #expect(changed[0].status == .up && next != etag && later > revision)
            #expect(try await registry.client.application("NONE") == .changed([], etag: nil, revision: later))
        }
    }

    @Test("Readers are those who fetch, and gateways by what they say that they have applied")
    func readers() async throws {
        try await withRegistry { registry async throws in
            let none = try #require(try await registry.client.readers())
            #expect(none.readers == [])
            #expect(try #require(none.since) <= #require(none.now))
            _ = try await registry.client.applications()
            _ = try await registry.send(.GET, "/eureka/apps/X/y", ["User-Agent": "nobody"])
            for _ in 0..<2 {
                _ = try await registry.send(.GET, "/eureka/apps/", ["User-Agent": "Java-EurekaClient/v1.10"])
            }
            let gateway = ["User-Agent": "bluegreen-gateway", "X-Bluegreen-Client": "gateway"]
            _ = try await registry.send(.GET, "/eureka/apps/X", gateway)
            let held = "held=x%202%20blue-1%20is%20DOWN%0Ay%20-1%20why"
            _ = try await registry.send(.GET, "/registry/watch?revision=-1&applied=3&\(held)", gateway)
            let readers = try #require(try await registry.client.readers()).readers
            #expect(
                readers.last?.held == [
                    .init(app: "x", revision: 2, reason: "blue-1 is DOWN"),
                    .init(app: "y", revision: -1, reason: "why"),
                ])
            #expect(readers.last?.revision == 3 && readers.last?.revision(of: "X") == 2)
            #expect(readers.last?.revision(of: "other") == 3)
            #expect(readers.map(\.userAgent) == ["Java-EurekaClient/v1.10", "bluegreen-gateway"])
            #expect(readers.map(\.fetches) == [2, 1] && readers.map(\.gateway) == [false, true])
            #expect(readers.allSatisfy { $0.address == "127.0.0.1" && $0.revision > 0 })
        }
    }
}

extension String {
    var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
