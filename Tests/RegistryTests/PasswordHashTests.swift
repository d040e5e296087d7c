import HTTPTypes
import Testing

@testable import Registry

@Suite("Hashes of passwords")
struct PasswordHashTests {
    @Test("A hash made elsewhere is understood: Python's hashlib.pbkdf2_hmac, written as passlib does")
    func foreign() throws {
        let hash = try PasswordHash(
            "$pbkdf2-sha256$100000$c2FsdHNhbHRzYWx0c2FsdA$MI.P8ArZxL807eVfmB/TB8eo.begDzCe812TLwaxnRY")
        #expect(hash.matches("secret"))
        #expect(!hash.matches("Secret") && !hash.matches("") && !hash.matches("secret "))
    }

    @Test("Each has a salt of its own, survives being written, and shows nothing of itself")
    func own() throws {
        let one = try PasswordHash(of: "secret", iterations: PasswordHash.leastIterations)
        let other = try PasswordHash(of: "secret", iterations: PasswordHash.leastIterations)
        #expect(one.text != other.text)
        #expect(try PasswordHash(one.text) == one && one.matches("secret"))
        #expect("\(one)" == "pbkdf2-sha256 hash")
    }
}

@Suite("Rights")
struct RightTests {
    @Test(
        "A right is for its kind and its app, in any case, or for every app",
        arguments: [
            ("register:orders", Right.Kind.register, "ORDERS", true), ("register:ORDERS", .register, "orders", true),
            ("register:orders", .register, "ORDERS2", false), ("register:orders", .status, "ORDERS", false),
            ("register:*", .register, "X", true), ("status:*", .register, "X", false),
            ("status:orders", .status, "orders", true), ("register:orders", .register, nil, false),
            ("read", .read, "ORDERS", true), ("read", .read, nil, true), ("operator", .read, nil, false),
            ("peer", .register, "ORDERS", false), ("read", .peer, nil, false),
        ] as [(String, Right.Kind, String?, Bool)])
    func may(_ right: String, _ kind: Right.Kind, _ app: String?, _ isAllowed: Bool) throws {
        let principal = Principal(name: "a", rights: [try Right(right)])
        #expect(principal.may(kind, app: app) == isAllowed)
    }

    @Test("What nobody has thought of needs the operator's right; monitoring needs none")
    func required() {
        #expect(RequiredRight(.post, "/registry/new") == .right(.operator))
        #expect(RequiredRight(.patch, "/eureka/apps") == .right(.operator))
        #expect(RequiredRight(.post, "/metrics") == .right(.operator))
        #expect(RequiredRight(.head, "/eureka/v2/apps/{app}") == .right(.read))
        #expect(RequiredRight(.get, "/metrics") == .none)
        #expect(RequiredRight(.get, nil) == .credentials)
    }
}
