import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// Serves one router on one address, and tells the address that it got.
struct HTTPService: Service {
    let address: ListenAddress
    let responder: RouterResponder<BasicRequestContext>
    let logger: Logger
    let onListening: @Sendable (ListenAddress) -> Void

    func run() async throws {
        let application = Application(
            responder: responder,
            configuration: .init(address: .hostname(address.host, port: address.port), serverName: "bluegreen"),
            onServerRunning: { channel in announce(channel) }, logger: quiet)
        try await application.run()
    }

    private func announce(_ channel: any Channel) {
        let port = channel.localAddress?.port ?? address.port
        let real = ListenAddress(host: address.host, port: port)
        logger.notice("listening", metadata: ["address": "\(real)"])
        onListening(real)
    }

    /// The framework's own lines are for those who look for them.
    private var quiet: Logger {
        var quiet = Logger(label: "http")
        quiet.logLevel = max(logger.logLevel, .critical)
        return quiet
    }
}
