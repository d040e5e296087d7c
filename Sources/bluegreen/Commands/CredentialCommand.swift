import ArgumentParser
import Registry

/// `bluegreen credential NAME RIGHT…`
struct CredentialCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credential",
        abstract: "Makes a line for the registry's credential file from a password on standard input.",
        discussion: """
            The line goes to standard output, everything else to standard error, so that it can be appended to the file: \
            `bluegreen credential orders read register:orders --generate >> credentials`. Connects to nothing.
            """)

    @Argument(
        help: "Letters, digits, dots, hyphens and underscores: the user in http://user:password@host:8761/eureka.")
    var name: String
    @Argument(help: "read, register:APP, register:*, status:APP, status:*, gateway, peer, operator.")
    var rights: [String]
    @Flag(name: .long, help: "Makes a random password and shows it, this once, on standard error.") var generate = false

    func run() async throws {
        let rights = try rights.map { word throws(RegistryError) in try Right(word) }
        // Refuses a wrong name before anybody is asked for a password.
        _ = try RegistryCredential(name: name, hash: PasswordHash(of: "", iterations: 1), rights: rights)
        let password = generate ? PasswordRule.generate() : try PasswordInput.read(for: name)
        if let refusal = PasswordRule.refusal(of: password) { throw Failure(.usage, refusal) }
        let credential = try RegistryCredential(name: name, hash: PasswordHash(of: password), rights: rights)
        if generate { Terminal.talk("password of \(name): \(password)") }
        if !PasswordRule.isPlainInURLs(password) {
            Terminal.talk("in a URL this password must be percent-encoded, as p%40ss for p@ss")
        }
        Terminal.tell(credential.line)
    }
}
