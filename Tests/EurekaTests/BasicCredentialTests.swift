import Testing

@testable import Eureka

@Suite("HTTP Basic")
struct BasicCredentialTests {
    @Test(
        "There and back, cut at the first colon; no description shows it",
        arguments: ["a:b", "a:b:c", ":", "é:\u{1F600}x"])
    func thereAndBack(_ pair: String) throws {
        let credential = try #require(BasicCredential(pair))
        let again = try #require(BasicCredential(header: credential.header))
        #expect(again == credential && "\(again.user):\(again.password)" == pair)
        #expect("\(credential) \(String(reflecting: credential))" == "credentials credentials")
    }

    @Test(
        "What is not Basic, not Base64 or has no colon is none",
        arguments: [
            "", "Basic", "Basic ", "Basic YWJj", "Basic YTpi=", "Basic YTp", "Basic Y:pi", "Bearer YTpi", "YTpi",
            "Basic //79",
        ])
    func refused(_ header: String) {
        #expect(BasicCredential(header: header) == nil)
    }

    @Test("Base64 is decoded as it was encoded", arguments: 0...9)
    func base64(_ count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 67 + 251) }
        #expect(Base64.decoded(Base64.encoded(bytes)) == bytes)
    }
}
