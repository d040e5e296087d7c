import Foundation
import Testing
import XMLCoder

@testable import Eureka

/// What another XML implementation makes of our XML.
@Suite("XML, second opinion")
struct XMLSecondOpinionTests {
    struct Listing: Decodable {
        struct App: Decodable {
            struct Instance: Decodable {
                var instanceId: String
                var status: String
                var homePageUrl: String
            }
            var name: String
            var instance: [Instance]
        }
        var hashCode: String
        var application: [App]

        enum CodingKeys: String, CodingKey {
            case hashCode = "apps__hashcode"
            case application
        }
    }

    @Test("XMLCoder reads the same values")
    func reads() throws {
        var instance = InstanceInfo(app: "A", id: "a<&>\"'", hostName: "h", ipAddress: "1.1.1.1", port: 1)
        instance.homePageURL = "http://h/?a=1&b=<2>"
        var listing = Applications(version: 1, hashCode: "UP_1_", applications: [])
        listing.applications = [Application(name: "A", instances: [instance])]
        let bytes = EurekaCodec.encode(listing, format: .xml)
        let decoded = try XMLDecoder().decode(Listing.self, from: Data(bytes))
        #expect(decoded.hashCode == "UP_1_")
        #expect(decoded.application[0].instance[0].instanceId == "a<&>\"'")
        #expect(decoded.application[0].instance[0].homePageUrl == "http://h/?a=1&b=<2>")
    }
}
