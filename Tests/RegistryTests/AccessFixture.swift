import Eureka
import Registry

/// Principals of the tests: each name says what it may do.
enum AccessFixture {
    static let password = "planted-4e1f"

    static let rights: [(name: String, rights: [String])] = [
        ("nothing", ["register:ELSEWHERE"]), ("reader", ["read"]), ("one", ["register:svc"]), ("any", ["register:*"]),
        ("flip-one", ["status:SVC"]), ("flip-any", ["status:*"]), ("gateway", ["gateway"]), ("peer", ["peer"]),
        ("operator", ["operator"]),
        ("all", Right.Kind.allCases.map { $0 == .register || $0 == .status ? "\($0.rawValue):*" : $0.rawValue }),
    ]

    /// Made once: each hash takes its time. Tests that run side by side must not be in each other's way.
    static let control: AccessControl? = try? AccessControl(credentials(), maximumComputations: 64)

    static func credentials() throws -> [RegistryCredential] {
        let hash = try PasswordHash(of: password, iterations: PasswordHash.leastIterations)
        return try rights.map { name, rights in
            try RegistryCredential(name: name, hash: hash, rights: rights.map { try Right($0) })
        }
    }

    static func header(_ name: String, _ password: String = password) -> [String: String] {
        ["Authorization": BasicCredential("\(name):\(password)")?.header ?? ""]
    }
}
