import Foundation
import Logging
import Registry

/// Who may call the registry, as configured: the credential file, else `listen.auth` with every right, else everybody.
struct RegistryAccess {
    /// Nil when nobody is asked.
    let control: AccessControl?
    /// What the operator should know about the file.
    let warning: String?
    let metadata: Logger.Metadata

    init(_ settings: Settings) throws {
        guard let path = try settings.text(.registryCredentials) else {
            control = try settings.text(.listenAuth).map { text in
                AccessControl([try RegistryCredential(withEveryRight: text)])
            }
            warning = nil
            metadata = [:]
            return
        }
        control = AccessControl(try Self.file(path).credentials)
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0
        warning = mode & 0o077 == 0 ? nil : "The credential file is open to others than its owner: chmod 600 it"
        metadata = ["file": "\(path)", "mode": "\(String(mode, radix: 8))"]
    }

    private static func file(_ path: String) throws -> CredentialFile {
        guard let data = FileManager.default.contents(atPath: path) else {
            let exists = FileManager.default.fileExists(atPath: path)
            throw Failure(
                .usage,
                exists
                    ? "the credential file \(path) cannot be read: check its permissions"
                    : "the credential file \(path) does not exist: make its lines with bluegreen credential")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw Failure(.usage, "the credential file \(path) is not UTF-8 text")
        }
        return try CredentialFile(path: path, text: text)
    }
}
