import ArgumentParser
import AsyncHTTPClient
import Eureka
import Logging

/// `bluegreen release-brake`
struct ReleaseBrakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release-brake",
        abstract: "Tells every registry that the instances it holds after a mass loss are gone: they are taken out.",
        discussion: """
            A registry does not believe that a large part of its instances died at once, and keeps them. Look first: what \
            still serves and cannot be heard is taken out, too, until it is heard again. Each replica in ZooKeeper is \
            asked, with the credentials in --registry, which need the right operator. What runs out later is judged anew.
            """)

    @Option(name: [.customShort("m"), .customLong("message")], help: "Why; goes to the registries' logs.")
    var message: String
    @OptionGroup var options: VerbOptions

    func run() async throws {
        let settings = try options.settings()
        let order: BrakeRelease
        do throws(WireError) {
            order = try BrakeRelease(by: Operator.name(), why: message)
        } catch {
            throw Failure(.usage, "\(error)")
        }
        let logger = try options.logger(settings)
        let format = options.output
        let report = try await withHTTPClient { httpClient in
            let named = try settings.registryAddresses().map {
                try EurekaClient(baseURL: $0, httpClient: httpClient, timeout: .seconds(5), role: .cli, logger: logger)
            }
            let replicas = try await options.withSession(settings) { session, _ in
                try await ReplicaList(session: session).clients(like: named)
            }
            return await BrakeReport.releasing(order, at: replicas)
        }
        Terminal.tell(format == .json ? try JSONText.of("BrakeRelease", report) : report.table())
        if let failure = report.failure { throw failure }
    }
}
