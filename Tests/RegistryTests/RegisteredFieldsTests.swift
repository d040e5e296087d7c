import Eureka
import Foundation
import NIOHTTP1
import Testing

/// Every sample registration, over a socket, read back in every form and compared field by field.
@Suite("What each client registers is what every client reads")
struct RegisteredFieldsTests {
    static let registrations = [
        "register-amazon.json", "register-minimal.json", "register-netflix.json", "register-python.json",
        "register-spring-gateway.json", "register-spring-random-port.json", "register-spring.json", "register.xml",
    ]
    /// What the registry says and the client does not; those of a lease are given back nowhere else.
    static let own: Set<String> = [
        "actionType", "lastUpdatedTimestamp", "leaseInfo.registrationTimestamp", "leaseInfo.lastRenewalTimestamp",
        "leaseInfo.evictionTimestamp", "leaseInfo.serviceUpTimestamp",
    ]

    @Test("Field by field, as JSON and XML, full and compact, at every path", arguments: registrations)
    func fields(_ name: String) async throws {
        let body = try fixture(name)
        let isXML = name.hasSuffix("xml")
        let sent = try isXML ? Self.sent(XMLText(body)) : Self.sent(JSONText(body))
        let app = try #require(sent["app"])
        let id = PercentCoding.encoded(SeenListing.id(sent))
        try await withRegistry { registry async throws in
            let before = Self.milliseconds
            let answer = try await registry.post(app, body, isXML: isXML)
            #expect(answer.status == 204 && answer.body.isEmpty)
            let after = Self.milliseconds
            var paths = ["/apps", "/apps/", "/apps/delta", "/apps/\(app)", "/apps/\(app)/\(id)", "/instances/\(id)"]
            if let vip = sent["vipAddress"] { paths.append("/vips/\(vip)") }
            if let vip = sent["secureVipAddress"] { paths.append("/svips/\(vip)") }
            for path in paths.flatMap({ [$0, "/v2" + $0] }) {
                for format in [WireFormat.json, .xml] {
                    for form in [ListingForm.full, .compact] {
                        let listing = try await registry.seen(path, format, form)
                        let seen = try #require(listing.instances.count == 1 ? listing.instances[0] : nil)
                        let isFull = form == .full || StrictClient.Document(path: "/eureka" + path) == .instance
                        let expected = isFull ? sent : Self.compact(sent)
                        let passedOn = seen.filter { !Self.own.contains($0.key) }
                        #expect(Self.dated(passedOn, like: expected) == expected, "\(path) \(format) \(form)")
                        #expect(seen["actionType"] == "ADDED")
                        let clock = (before - 50)...(after + 50)
                        #expect(seen["lastUpdatedTimestamp"].flatMap(Int64.init).map(clock.contains) == true)
                        guard isFull else { continue }
                        let lease = Self.own.compactMap { seen[$0].flatMap(Int64.init) }
                        #expect(lease.allSatisfy { $0 == 0 || clock.contains($0) })
                        #expect((seen["leaseInfo.serviceUpTimestamp"] != "0") == (seen["status"] == "UP"))
                    }
                }
            }
        }
    }

    @Test("What one registry lists is what another one takes, in both formats", arguments: registrations)
    func passedOn(_ name: String) async throws {
        let body = try fixture(name)
        let isXML = name.hasSuffix("xml")
        try await withRegistry { registry async throws in
            let sent = try isXML ? Self.sent(XMLText(body)) : Self.sent(JSONText(body))
            let app = try #require(sent["app"])
            #expect(try await registry.post(app, body, isXML: isXML).status == 204)
            let path = "/eureka/apps/\(app)/\(PercentCoding.encoded(SeenListing.id(sent)))"
            let json = try await registry.send(.GET, path, TestRegistry.json)
            let xml = try await registry.send(.GET, path)
            for answer in [json, xml] {
                try await withRegistry { other async throws in
                    let isXML = answer.headers.first(name: "content-type") == "application/xml"
                    #expect(try await other.post(app, Array(answer.body.utf8), isXML: isXML).status == 204)
                    let seen = try await other.seen("/apps").instances[0].filter { !Self.own.contains($0.key) }
                    #expect(Self.dated(seen, like: sent) == sent)
                }
            }
        }
    }

    private static var milliseconds: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

    /// Without the timestamp that the registry gave because the client gave none.
    private static func dated(_ seen: [String: String], like sent: [String: String]) -> [String: String] {
        seen.filter { $0.key != "lastDirtyTimestamp" || sent[$0.key] != nil }
    }

    private static func compact(_ sent: [String: String]) -> [String: String] {
        let names = StrictField.compact.map(\.name)
        return sent.filter { field in
            guard names.contains(String(field.key.prefix { $0 != "." })) else { return false }
            let amazon = "dataCenterInfo.metadata."
            return !field.key.hasPrefix(amazon)
                || StrictField.compactAmazonKeys.contains(String(field.key.dropFirst(amazon.count)))
        }
    }

    // MARK: What was sent, by the rules for what is left out

    private static let defaults = [
        "status": "UP", "overriddenStatus": "UNKNOWN", "port.$": "7001", "port.@enabled": "true",
        "securePort.$": "7002",
        "securePort.@enabled": "false", "countryId": "1", "leaseInfo.renewalIntervalInSecs": "30",
        "leaseInfo.durationInSecs": "90", "isCoordinatingDiscoveryServer": "false",
    ]

    private static func sent(_ json: JSONText) throws -> [String: String] {
        var fields: [String: String] = [:]
        func add(_ value: JSONText, _ name: String) {
            for member in value.members ?? [] { add(member.value, name.isEmpty ? member.key : "\(name).\(member.key)") }
            if let text = value.scalar { fields[name] = text }
        }
        add(try #require(json.members?.first { $0.key == "instance" }).value, "")
        return completed(fields)
    }

    private static func sent(_ root: XMLText) throws -> [String: String] {
        var fields: [String: String] = [:]
        func add(_ element: XMLText, _ name: String) {
            for child in element.children { add(child, name.isEmpty ? child.entryName : "\(name).\(child.entryName)") }
            for (key, value) in element.attributes { fields["\(name).@\(key)"] = value }
            guard element.children.isEmpty else { return }
            fields[name.hasSuffix("ort") && element.attributes["enabled"] != nil ? "\(name).$" : name] = element.text
        }
        add(root, "")
        return completed(fields)
    }

    private static func completed(_ sent: [String: String]) -> [String: String] {
        var fields = defaults.merging(sent) { $1 }.filter { !own.contains($0.key) }
        fields["metadata.@class"] = nil
        if fields["sid"] == "na" { fields["sid"] = nil }
        if let status = fields.removeValue(forKey: "overriddenstatus") { fields["overriddenStatus"] = status }
        for name in ["app", "appGroupName"] { fields[name] = fields[name]?.uppercased() }
        return fields
    }
}
