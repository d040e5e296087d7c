import ArgumentParser

/// `bluegreen instances`
struct InstancesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "instances", abstract: "Lists every instance with its status in each registry.")

    @OptionGroup var options: VerbOptions

    private struct Listing: Encodable {
        let app: String
        let registries: [StatusReport.Registry]
        let instances: [InstanceRow]
    }

    func run() async throws {
        let format = options.output
        let report = try await options.withStatus(try options.settings()) { $0 }
        for registry in report.registries {
            guard let failure = registry.failure else { continue }
            Terminal.talk("bluegreen: the registry \(registry.name) cannot be asked: \(failure)")
        }
        let listing = Listing(app: report.app, registries: report.registries, instances: report.instances)
        Terminal.tell(
            format == .json
                ? try JSONText.of("Instances", listing)
                : InstanceRow.table(
                    report.instances, registryCount: report.registries.count, for: .standardOutput))
    }
}
