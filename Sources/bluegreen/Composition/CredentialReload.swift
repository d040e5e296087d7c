import Logging
import Registry
import ServiceLifecycle
import UnixSignals

/// Reads the credential file again at SIGHUP. A file that cannot be used changes nothing.
struct CredentialReload: Service {
    let path: String
    let control: AccessControl
    let logger: Logger

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        for await _ in signals.cancelOnGracefulShutdown() { reload() }
    }

    private func reload() {
        do {
            let file = try RegistryAccess.CheckedFile(path)
            control.replace(with: file.credentials)
            logger.notice("Credentials read again", metadata: ["principals": "\(file.credentials.count)"])
            file.warn(logger)
        } catch {
            let reason = Failure(error)?.sentence ?? "\(error)"
            logger.error("Credentials stay as they were: the file cannot be used", metadata: ["reason": "\(reason)"])
        }
    }
}
