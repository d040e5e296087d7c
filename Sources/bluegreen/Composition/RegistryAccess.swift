import Foundation
import Logging
import Registry

/// Who may call the registry, as configured: the credential file, else `listen.auth` with every right, else everybody.
struct RegistryAccess {
    /// Nil when nobody is asked.
    let control: AccessControl?
    /// Nil when there is none.
    let file: CheckedFile?

    init(_ settings: Settings) throws {
        guard let path = try settings.text(.registryCredentials) else {
            control = try settings.text(.listenAuth).map { text in
                AccessControl([try RegistryCredential(withEveryRight: text)])
            }
            file = nil
            return
        }
        let file = try CheckedFile(path)
        control = AccessControl(file.credentials)
        self.file = file
    }

    /// What follows the file from now on; nil without one.
    func reload(_ logger: Logger) -> CredentialReload? {
        guard let control, let file else { return nil }
        return CredentialReload(path: file.path, control: control, logger: logger)
    }

    /// A credential file that can be used, with what the operator should know about it.
    struct CheckedFile {
        let path: String
        let credentials: [RegistryCredential]
        private let mode: Int

        /// - Throws: One sentence, with file and line.
        init(_ path: String) throws {
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
            self.path = path
            credentials = try CredentialFile(path: path, text: text).credentials
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0
        }

        func warn(_ logger: Logger) {
            guard mode & 0o077 != 0 else { return }
            logger.warning(
                "The credential file is open to others than its owner: chmod 600 it",
                metadata: ["file": "\(path)", "mode": "\(String(mode, radix: 8))"])
        }
    }
}
