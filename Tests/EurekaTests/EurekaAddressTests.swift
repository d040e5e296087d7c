import Testing

@testable import Eureka

@Suite("Registry addresses")
struct EurekaAddressTests {
    @Test("Credentials are taken out of the URL")
    func credentials() throws {
        let address = try EurekaAddress("http://user:p%40ss@host:8761/eureka/")
        #expect(address.url == "http://host:8761/eureka")
        #expect(address.root == "http://host:8761")
        #expect(address.authorization == "Basic dXNlcjpwQHNz")
        #expect(try EurekaAddress("https://h/ctx/eureka/v2").root == "https://h/ctx")
    }

    @Test(
        "A URL that is none is refused without being quoted",
        arguments: ["host:1", "ftp://h/", "http://", "http://:1/x"])
    func refused(_ text: String) {
        #expect(throws: EurekaError.self) { try EurekaAddress(text) }
    }

    @Test("Percent-coding there and back", arguments: ["a:b", "a/b c%", "..", "é+;=&"])
    func percentCoding(_ text: String) {
        #expect(PercentCoding.decoded(PercentCoding.encoded(text)) == text)
    }

    @Test("Base64 has the right padding")
    func base64() {
        #expect(
            ["", "f", "fo", "foo", "foob"].map { Base64.encoded(Array($0.utf8)) } == [
                "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==",
            ])
    }
}
