import Eureka
import Foundation
import NIOHTTP1
import Testing

/// The same calls as led to the genuine server's answers in the samples, and then those answers.
@Suite("Answers are those of a genuine server, byte for byte but for its clock")
struct GenuineAnswersTests {
    static let instance = "/apps/SERVICE-CLIENT/service-client:3f2a9c"

    /// A gateway, an enabled instance, one that waits, and one that has gone.
    private func withFleet(_ body: (TestRegistry) async throws -> Void) async throws {
        try await withRegistry { registry async throws in
            let gone = try spring([
                "3f2a9c": "000001", "40117": "39001", "192.168.10.21": "192.168.10.20",
                "1767225600850": "1767225660900", #""status":"OUT_OF_SERVICE""#: #""status":"UP""#,
            ])
            let waiting = try spring([
                "3f2a9c": "77b0e1", "40117": "40233", "192.168.10.21": "192.168.10.22",
                "1767225600850": "1767225629500",
            ])
            let down = Array(
                String(decoding: gone, as: UTF8.self)
                    .replacing(#""status":"UP""#, with: #""status":"DOWN""#).utf8)
            // The sample answers show a gateway that registered no metadata.
            let gateway = Array(
                String(decoding: try fixture("register-spring-gateway.json"), as: UTF8.self)
                    .replacing(#"{"management.port":"8088"}"#, with: "{}").utf8)
            for (app, document) in [
                ("GATEWAY", gateway), ("SERVICE-CLIENT", gone), ("SERVICE-CLIENT", down),
                ("SERVICE-CLIENT", try spring()),
                ("SERVICE-CLIENT", waiting),
            ] { #expect(try await registry.post(app, document).status == 204) }
            let cancel = try await registry.send(.DELETE, "/eureka/apps/SERVICE-CLIENT/service-client:000001")
            #expect(cancel.status == 200)
            #expect(try await registry.send(.PUT, "/eureka\(Self.instance)/status?value=UP").status == 200)
            try await body(registry)
        }
    }

    @Test("Everything, an app, an instance and an address")
    func listings() async throws {
        try await withFleet { registry in
            for (path, name) in [
                ("/apps/", "apps.json"), ("/apps", "apps.xml"), ("/apps/SERVICE-CLIENT", "app.json"),
                ("/apps/SERVICE-CLIENT", "app.xml"), (Self.instance, "instance.json"), (Self.instance, "instance.xml"),
                ("/instances/service-client:3f2a9c", "instance.json"), ("/vips/service-client", "vip.json"),
                ("/svips/service-client", "vip.json"), ("/vips/none", "vip-none.json"),
            ] {
                let headers = name.hasSuffix("json") ? TestRegistry.json : [:]
                for mount in ["/eureka", "/eureka/v2"] {
                    let answer = try await registry.send(.GET, mount + path, headers)
                    #expect(try Self.masked(answer.body) == Self.masked(fixture("response-\(name)")), "\(path) \(name)")
                }
            }
            let headers = ["Accept": "application/json", "X-Eureka-Accept": "compact"]
            let compact = try await registry.send(.GET, "/eureka/apps/", headers)
            #expect(try Self.masked(compact.body) == Self.masked(fixture("response-apps-compact.json")))
        }
    }

    @Test("The delta: what came, what went and what was changed, in that order")
    func delta() async throws {
        try await withFleet { registry in
            for (format, suffix) in [(WireFormat.json, "json"), (.xml, "xml")] {
                var seen = try await registry.seen("/apps/delta", format)
                // The sample's gateway came more than three minutes before.
                #expect(seen.apps.removeFirst().name == "GATEWAY")
                var genuine = try StrictClient.read(try fixture("response-delta.\(suffix)"), .delta, format)
                (seen.version, genuine.version) = (nil, nil)
                #expect(Self.masked(seen) == Self.masked(genuine))
            }
        }
    }

    private static let clocks =
        "registrationTimestamp|lastRenewalTimestamp|evictionTimestamp|serviceUpTimestamp|lastUpdatedTimestamp"

    /// The text with `T` for every moment of the server's clock; what has not happened stays 0.
    private static func masked(_ text: String) throws -> String {
        let moment = try Regex("(?<name>(\(clocks))(\":\"?|>))[1-9][0-9]*")
        return text.trimmed.replacing(moment) { match in "\(match["name"]?.substring ?? "")T" }
    }

    private static func masked(_ bytes: [UInt8]) throws -> String { try masked(String(decoding: bytes, as: UTF8.self)) }

    private static func masked(_ listing: SeenListing) -> SeenListing {
        var listing = listing
        for (app, place) in listing.apps.indices.flatMap({ app in
            listing.apps[app].instances.indices.map { (app, $0) }
        }) {
            for (name, value) in listing.apps[app].instances[place]
            where value != "0" && clocks.split(separator: "|").contains(where: name.hasSuffix) {
                listing.apps[app].instances[place][name] = "T"
            }
        }
        return listing
    }
}
