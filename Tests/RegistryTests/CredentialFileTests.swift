import Registry
import Testing

@Suite("The credential file")
struct CredentialFileTests {
    private func hash() throws -> String {
        try PasswordHash(of: "secret", iterations: PasswordHash.leastIterations).text
    }

    @Test("Names, hashes and rights, between comments and blank lines")
    func reading() throws {
        let hash = try hash()
        let text = "# who\n\norders:\(hash) read register:orders read\r\n  flip:\(hash)\tstatus:* operator\n"
        let file = try CredentialFile(path: "c", text: text)
        #expect(file.credentials.map(\.principal.name) == ["orders", "flip"])
        #expect(file.credentials[0].principal.rights.map(\.description) == ["read", "register:ORDERS"])
        #expect(file.credentials[1].principal.rights.map(\.description) == ["status:*", "operator"])
        let again = try CredentialFile(path: "c", text: file.credentials.map(\.line).joined(separator: "\n"))
        #expect(again == file)
    }

    @Test(
        "What is wrong is said with file and line, and no hash is quoted",
        arguments: [
            ("", "c:1: no credentials"), ("# only\n", "c:1: no credentials"),
            ("\norders read", "c:2: no colon"), ("a:secret read", "c:1: what follows the name is no"),
            ("a:HASH", "c:1: \"a\" has no rights"), ("a:HASH write", "c:1: \"write\" is no right"),
            ("a:HASH register", "c:1: \"register\" names no app"), ("a:HASH status:", "c:1: \"status:\" names no app"),
            ("a:HASH read:x", "c:1: \"read:x\": read is for no single app"),
            ("a/b:HASH read", "c:1: \"a/b\" is no name"), (":HASH read", "c:1: \"\" is no name"),
            ("a:HASH read\n\na:HASH read", "c:3: \"a\" is there twice, first in line 1"),
            ("a:$pbkdf2-sha256$5$c2FsdHNhbHRzYWx0$x read", "c:1: the hash's iterations"),
            ("a:$pbkdf2-sha256$99999999$c2FsdHNhbHRzYWx0$x read", "c:1: the hash's iterations"),
            ("a:$pbkdf2-sha256$100000$!$x read", "c:1: the hash's salt"),
            ("a:$pbkdf2-sha256$100000$c2FsdHNhbHRzYWx0$c2Fs read", "c:1: the hash is not Base64"),
        ])
    func faults(_ text: String, _ beginning: String) throws {
        let hash = try hash()
        do {
            _ = try CredentialFile(path: "c", text: text.replacing("HASH", with: hash))
            Issue.record("\(text) was taken")
        } catch {
            #expect(error.description.hasPrefix(beginning), "\(error)")
            #expect(!error.description.contains(hash))
        }
    }

    @Test(
        "What a password may be",
        arguments: [
            ("fine", true), ("p@ss/w rd", true), ("", false), ("a:b", false), ("a\nb", false), ("a\u{7F}", false),
            ("é", false), (String(repeating: "x", count: 257), false),
        ])
    func passwords(_ password: String, _ isFine: Bool) {
        #expect((PasswordRule.refusal(of: password) == nil) == isFine)
    }

    @Test("Generated passwords are long, plain and never the same")
    func generated() {
        let (one, other) = (PasswordRule.generate(), PasswordRule.generate())
        #expect(one != other && one.count == 32)
        #expect(PasswordRule.isPlainInURLs(one) && PasswordRule.refusal(of: one) == nil)
    }
}
