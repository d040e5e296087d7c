import Eureka
import Foundation
import NIOHTTP1
import Testing

@testable import Registry

/// Prometheus is tested for real in EndToEndTests. Traefik and Envoy are not to be had here: their documents are compared
/// with the structure that their public documentation gives.
@Suite("The registry in the formats of others")
struct FeedTests {
    private func fill(_ registry: TestRegistry) async throws {
        for (id, color, status, port) in [
            ("blue-1", "blue", EurekaStatus.up, 8081), ("blue-2", "blue", .down, 8082),
            ("green-1", "green", .outOfService, 8083), ("green-2", "green", .starting, 8084),
        ] {
            let claimed: EurekaStatus = status == .up ? .outOfService : status
            var instance = InstanceInfo(
                app: "SHOP", id: id, hostName: "h", ipAddress: "10.0.0.1", port: port, status: claimed)
            instance.metadata = ["color": color, "weight": "11"]
            try await registry.client.register(instance)
            if status == .up { try await registry.client.setStatus(app: "SHOP", id: id, to: .up, epoch: nil) }
        }
        var plain = InstanceInfo(app: "PLAIN", id: "p", hostName: "p.example.net", ipAddress: "p.example.net", port: 80)
        plain.port = PortInfo(80, isEnabled: false)
        plain.securePort = PortInfo(8443, isEnabled: true)
        plain.metadata = ["management.port": "9000", "prometheus.path": "/actuator/prometheus"]
        try await registry.client.register(plain)
    }

    private func json(_ text: String) throws -> NSDictionary {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary)
    }

    @Test("Prometheus: every instance with app, color and instance, in exactly the form of its HTTP service discovery")
    func prometheus() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.send(.GET, "/prometheus/sd").body == "[]")
            try await fill(registry)
            let answer = try await registry.send(.GET, "/prometheus/sd", ["Accept": "application/json"])
            #expect(answer.status == 200 && answer.headers.first(name: "Content-Type") == "application/json")
            #expect(
                answer.body.hasPrefix(
                    #"[{"labels":{"__meta_bluegreen_status":"UP","__metrics_path__":"/actuator/prometheus","__scheme__":"https","#
                        + #""app":"plain","instance":"p"},"targets":["p.example.net:9000"]},"#
                        + #"{"labels":{"__meta_bluegreen_status":"UP","app":"shop","color":"blue","instance":"blue-1"},"#
                        + #""targets":["10.0.0.1:8081"]},"#))
            #expect(answer.body.contains(#""OUT_OF_SERVICE","app":"shop","color":"green","instance":"green-1""#))
            // It routes nothing, and so nobody waits for it.
            #expect(try await registry.client.readers()?.readers.isEmpty == true)
        }
    }

    @Test("Traefik: a service for what serves and one for each way to test; the fetcher is a reader")
    func traefik() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.send(.GET, "/feeds/traefik").body == "{}")
            try await fill(registry)
            let answer = try await registry.send(.GET, "/feeds/traefik", ["User-Agent": "Go-http-client/1.1"])
            func service(_ urls: String...) -> [String: Any] {
                ["loadBalancer": ["servers": urls.map { ["url": $0] }]]
            }
            let expected: NSDictionary = [
                "http": [
                    "services": [
                        "plain": service("https://p.example.net:8443"), "shop": service("http://10.0.0.1:8081"),
                        "shop-blue": service("http://10.0.0.1:8081"), "shop-green": service("http://10.0.0.1:8083"),
                        "shop-standby": service("http://10.0.0.1:8083"),
                    ]
                ]
            ]
            #expect(try json(answer.body) == expected)
            #expect(try await registry.send(.GET, "/feeds/traefik").body == answer.body)
            let reader = try #require(
                try await registry.client.readers()?.readers.first { $0.userAgent.contains("Go-") })
            #expect(!reader.gateway && String(reader.revision) == answer.headers.first(name: "X-Bluegreen-Revision"))
        }
    }

    @Test("Envoy: the endpoints of the clusters asked for, 304 while nothing has changed, and then again")
    func envoy() async throws {
        try await withRegistry { registry async throws in
            try await fill(registry)
            func ask(_ version: String, _ names: [String]) async throws -> TestRegistry.Answer {
                let list = names.map { "\"\($0)\"" }.joined(separator: ",")
                let type = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment"
                let body =
                    #"{"version_info":"\#(version)","node":{"id":"edge-1"},"resource_names":[\#(list)],"type_url":"\#(type)"}"#
                return try await registry.send(.POST, "/v3/discovery:endpoints", body: Array(body.utf8))
            }
            let names = ["Shop", "shop-standby", "plain", "nobody"]
            let first = try await ask("", names)
            #expect(first.status == 200 && first.headers.first(name: "Content-Type") == "application/json")
            let document = try json(first.body)
            let type = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment"
            func assignment(_ name: String, _ port: Int) -> [String: Any] {
                let address = ["address": ["socket_address": ["address": "10.0.0.1", "port_value": port]]]
                let endpoint: [String: Any] = [
                    "endpoint": address, "health_status": "HEALTHY", "load_balancing_weight": 11,
                ]
                return ["@type": type, "cluster_name": name, "endpoints": [["lb_endpoints": [endpoint]]]]
            }
            let expected: NSArray = [assignment("Shop", 8081), assignment("shop-standby", 8083)]
            // One without an IP address, and one that is not there, are left out: Envoy keeps what it had.
            #expect(document["resources"] as? NSArray == expected)
            #expect(document["type_url"] as? String == type)
            let version = try #require(document["version_info"] as? String)
            let second = try await ask(version, names)
            #expect(second.status == 304 && second.body.isEmpty)
            #expect(try await ask(version, names + ["shop-blue"]).status == 200)
            try await registry.client.setStatus(app: "SHOP", id: "green-1", to: .up, epoch: nil)
            let third = try await ask(version, names)
            #expect(third.status == 200 && third.body.contains("8083") && !third.body.contains("shop-standby"))
            let readers = try await registry.client.readers()?.readers ?? []
            #expect(readers.contains { $0.userAgent.contains("edge-1") && !$0.gateway })
        }
    }

    @Test("Envoy: what is no request for endpoints, or asks for too much, is refused; nobody's names are all names")
    func refused() async throws {
        try await withRegistry { registry async throws in
            try await fill(registry)
            func code(_ body: String) async throws -> Int {
                try await registry.send(.POST, "/v3/discovery:endpoints", body: Array(body.utf8)).status
            }
            let long = String(repeating: "x", count: 257)
            let many = Array(repeating: "\"a\"", count: 501).joined(separator: ",")
            for body in [
                "", "[]", "{", #"{"resource_names":7}"#, #"{"resource_names":["\#(long)"]}"#,
                #"{"resource_names":[\#(many)]}"#,
                #"{"type_url":"type.googleapis.com/envoy.config.cluster.v3.Cluster"}"#,
                String(repeating: "[", count: 100_000),
            ] {
                #expect(try await code(body) == 400, "\(body.prefix(60))")
            }
            #expect(try await code(String(repeating: " ", count: 300_000)) == 413)
            let all = try await registry.send(.POST, "/v3/discovery:endpoints", body: Array("{}".utf8))
            #expect(all.status == 200 && all.body.contains(#""cluster_name":"shop""#))
            let camel = #"{"resourceNames":["shop-blue"],"typeUrl":null,"versionInfo":"x"}"#
            let answer = try await registry.send(.POST, "/v3/discovery:endpoints", body: Array(camel.utf8))
            #expect(answer.status == 200 && answer.body.contains("8081") && !answer.body.contains("8083"))
        }
    }
}
