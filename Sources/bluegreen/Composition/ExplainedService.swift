import ServiceLifecycle

/// A service that listens, whose failure to do so is told in one sentence.
struct ExplainedService: Service {
    let service: any Service
    let address: ListenAddress
    /// The option that a port in use is changed by.
    let option: String

    func run() async throws {
        do {
            try await service.run()
        } catch {
            throw ListenFailure(error, address: address, option: option).failure ?? error
        }
    }
}
