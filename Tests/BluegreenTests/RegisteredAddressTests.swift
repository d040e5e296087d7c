import Testing

@testable import bluegreen

@Suite("The IP address that an agent registers")
struct RegisteredAddressTests {
    @Test("An address is itself, a name what it resolves to, and a name that is none is left as it is")
    func resolved() {
        #expect(RegisteredAddress.of("10.0.0.1", port: 80) == "10.0.0.1")
        #expect(RegisteredAddress.of("::1", port: 80) == "::1")
        #expect(RegisteredAddress.of("localhost", port: 80) == "127.0.0.1")
        #expect(RegisteredAddress.of("no-such-host.invalid", port: 80) == nil)
    }
}
