import Logging
import ServiceLifecycle

/// Services that can only be made once it is known where the process listens, since port 0 takes any.
struct RoleOnceListening: Service {
    let addresses: AsyncStream<ListenAddress>
    let make: @Sendable (ListenAddress) async throws -> [ServiceGroupConfiguration.ServiceConfiguration]

    func run() async throws {
        for await address in addresses.cancelOnGracefulShutdown() {
            let configuration = ServiceGroupConfiguration(services: try await make(address), logger: .silent)
            try await ServiceGroup(configuration: configuration).run()
            return
        }
    }
}
