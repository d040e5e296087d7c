import Eureka
import Foundation
import Testing

@Suite("A client as strict as Spring's refuses what a genuine server would not write")
struct StrictClientTests {
    typealias Case = (name: String, file: String, old: String, new: String)

    @Test(
        "It takes every answer of a genuine server, and reads the same in both formats",
        arguments: [
            ("response-apps", StrictClient.Document.everything), ("response-apps-empty", .everything),
            ("response-delta", .delta), ("response-app", .app), ("response-instance", .instance),
        ]
    )
    func genuine(_ name: String, _ document: StrictClient.Document) throws {
        let json = try StrictClient.read(try fixture("\(name).json"), document, .json)
        #expect(try StrictClient.read(try fixture("\(name).xml"), document, .xml) == json)
        if document == .app { #expect(json.instances.map { $0["port.$"] } == ["40117", "40233"]) }
    }

    @Test("It takes the compact form and addresses too")
    func others() throws {
        let compact = try StrictClient.read(
            try fixture("response-apps-compact.json"), .everything, .json, .compact)
        #expect(compact.instances.count == 3 && compact.hash == "OUT_OF_SERVICE_1_UP_2_")
        #expect(try StrictClient.read(try fixture("response-vip.json"), .vip, .json).instances.count == 2)
        #expect(try StrictClient.read(try fixture("response-vip-none.json"), .vip, .json).apps == [])
    }

    static let wrongJSON: [Case] = [
        ("a port in a string", "instance.json", #""$":40117"#, #""$":"40117""#),
        ("a bare port", "instance.json", #"{"$":40117,"@enabled":"true"}"#, "40117"),
        ("enabled as a boolean", "instance.json", #""@enabled":"true""#, #""@enabled":true"#),
        ("an impossible port", "instance.json", #""$":40117"#, #""$":70000"#),
        (
            "a timestamp as a number", "instance.json", #""lastDirtyTimestamp":"1767225600850""#,
            #""lastDirtyTimestamp":1"#
        ),
        ("a lease term in a string", "instance.json", #""durationInSecs":90"#, #""durationInSecs":"90""#),
        ("a lease without a term", "instance.json", #""evictionTimestamp":0,"#, ""),
        ("a flag as a boolean", "instance.json", #"DiscoveryServer":"false""#, #"DiscoveryServer":false"#),
        ("an unknown scalar", "instance.json", #""countryId":1"#, #""countryId":1,"color":"blue""#),
        ("an unknown object", "instance.json", #""countryId":1"#, #""countryId":1,"x":{}"#),
        ("an unknown lease term", "instance.json", #""serviceUpTimestamp":1"#, #""deadline":1,"serviceUpTimestamp":1"#),
        ("null for a text", "instance.json", #""homePageUrl":"http://localhost:40117/""#, #""homePageUrl":null"#),
        ("the XML name of the override", "instance.json", "overriddenStatus", "overriddenstatus"),
        ("no override", "instance.json", #""overriddenStatus":"UP","#, ""),
        ("a status in lower case", "instance.json", #""status":"UP""#, #""status":"up""#),
        ("an unknown status", "instance.json", #""status":"UP""#, #""status":"READY""#),
        ("an unknown action", "instance.json", "MODIFIED", "CHANGED"),
        ("no class", "instance.json", #""@class":"com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo","#, ""),
        ("an unknown class", "instance.json", "$DefaultDataCenterInfo", "$OtherDataCenterInfo"),
        ("an unknown data center", "instance.json", "MyOwn", "Ours"),
        ("a number in metadata", "instance.json", #""management.port":"40117""#, #""management.port":40117"#),
        ("an empty map without its class", "instance.json", #"{"management.port":"40117"}"#, "{}"),
        ("a field twice", "instance.json", #""app":"SERVICE-CLIENT""#, #""app":"SERVICE-CLIENT","app":"B""#),
        ("fields in another order", "instance.json", #""countryId":1,"#, #""actionType":"ADDED","countryId":1,"#),
        ("no wrapper", "instance.json", #"{"instance":{"#, #"{"data":{"#),
        ("a single app", "apps.json", #""application":[{"name":"GATEWAY""#, #""application":{"name":"GATEWAY""#),
        ("a version with one underscore", "apps.json", "versions__delta", "versions_delta"),
        ("a version as a number", "apps.json", #""versions__delta":"1""#, #""versions__delta":1"#),
        ("another hash", "apps.json", "OUT_OF_SERVICE_1_UP_2_", "UP_3_"),
        ("a word too many", "apps.json", #""apps__hashcode""#, #""revision":1,"apps__hashcode""#),
        ("an instance of another app", "apps.json", #""name":"GATEWAY""#, #""name":"GATE""#),
        ("an app in lower case", "apps.json", "GATEWAY", "gateway"),
        ("an instance twice", "apps.json", "service-client:77b0e1", "service-client:3f2a9c"),
        ("a deleted instance", "apps.json", #""actionType":"ADDED""#, #""actionType":"DELETED""#),
        ("no list", "apps-empty.json", #","application":[]"#, ""),
        ("a hash out of order", "delta.json", "OUT_OF_SERVICE_1_UP_2_", "UP_2_OUT_OF_SERVICE_1_"),
        ("metadata in the compact form", "apps-compact.json", #""status":"UP","#, #""status":"UP","metadata":{},"#),
        ("a compact timestamp in a string", "apps-compact.json", "1767225502000", #""1767225502000""#),
        ("something behind", "vip-none.json", "}}", "}}x"),
    ]

    static let wrongXML: [Case] = [
        ("a port that says not if it is enabled", "instance.xml", #"<port enabled="true">"#, "<port>"),
        ("the JSON name of the override", "instance.xml", "overriddenstatus", "overriddenStatus"),
        ("a data center without a class", "instance.xml", #"<dataCenterInfo class="[^"]*">"#, "<dataCenterInfo>"),
        ("an unknown element", "instance.xml", "<countryId>", "<color>blue</color><countryId>"),
        ("no number", "instance.xml", "<countryId>1", "<countryId>one"),
        ("an empty map without its class", "instance.xml", "<management.port>40117</management.port>", ""),
        ("an element out of order", "instance.xml", "<countryId>", "<actionType>ADDED</actionType><countryId>"),
        ("a status masked for old clients", "instance.xml", "<status>UP", "<status>AWAY"),
        ("another hash", "apps.xml", "OUT_OF_SERVICE_1_UP_2_", "UP_3_"),
        ("an app without a name", "apps.xml", "<name>GATEWAY</name>", ""),
        ("another root", "apps-empty.xml", "applications>", "apps>"),
        ("half a document", "delta.xml", "</application>", ""),
    ]

    @Test("It refuses wrong JSON", arguments: wrongJSON)
    func json(_ wrong: Case) throws { try refuses(wrong, .json) }

    @Test("It refuses wrong XML", arguments: wrongXML)
    func xml(_ wrong: Case) throws { try refuses(wrong, .xml) }

    private func refuses(_ wrong: Case, _ format: WireFormat) throws {
        let genuine = String(decoding: try fixture("response-\(wrong.file)"), as: UTF8.self)
        let text = genuine.replacingOccurrences(
            of: wrong.old, with: wrong.new, options: wrong.old.contains("[^") ? .regularExpression : .literal)
        try #require(text != genuine)
        let document: StrictClient.Document =
            switch wrong.file.prefix(while: { $0 != "." && $0 != "-" }) {
            case "instance": .instance
            case "delta": .delta
            case "vip": .vip
            default: .everything
            }
        let form: ListingForm = wrong.file.contains("compact") ? .compact : .full
        #expect(throws: Refusal.self) { try StrictClient.read(Array(text.utf8), document, format, form) }
        #expect(throws: Never.self) { try StrictClient.read(Array(genuine.utf8), document, format, form) }
    }
}
