import ArgumentParser
import AsyncHTTPClient
import Coordination
import Eureka
import Logging
import RolloutCore
import Telemetry
import ZooKeeper

/// Options of the verbs that operators and CI type, and what these have in common.
struct VerbOptions: ParsableArguments {
    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: ArgumentHelp(.registries)) var registry: String?
    @Option(name: [.short, .long], help: "How the result is printed: table or json.")
    var output: OutputFormat = .table

    /// What to type next.
    var advice: Advice { common.advice }

    func settings() throws -> Settings { try common.settings([.registries: registry]) }

    /// Runs `body` with a session and the paths of the app, which must be there.
    ///
    /// - Parameters:
    ///   - mayBeMissing: whether the app need not be there.
    ///   - advice: what helps when it is not.
    func withSession<Result: Sendable>(
        _ settings: Settings, mayBeMissing: Bool = false, orElse advice: String? = nil,
        _ body: @escaping @Sendable (any ZooKeeperSession, ZNodeLayout) async throws -> Result
    ) async throws -> Result {
        let layout = try settings.layout()
        let connection = EnsembleConnection(configuration: try settings.zooKeeper(), logger: try logger(settings))
        let root = AppName(rawValue: settings.textBelowOptions(.app) ?? "")
        return try await connection.run { session in
            if !mayBeMissing {
                try await AppLookup(layout: layout, root: root, session: session).check(advice: advice)
            }
            return try await body(session, layout)
        }
    }

    /// Runs `body` with the status as it is now.
    func withStatus<Result: Sendable>(
        _ settings: Settings, _ body: @escaping @Sendable (StatusReport) async throws -> Result
    ) async throws -> Result {
        try await withStatusReader(settings) { try await body(try await $0.read(now: Moment.now)) }
    }

    /// Runs `body` with a reader of ZooKeeper and the registries.
    func withStatusReader<Result: Sendable>(
        _ settings: Settings, _ body: @escaping @Sendable (StatusReader) async throws -> Result
    ) async throws -> Result {
        try await withRegistries(settings) { registries, _ in
            try await withSession(settings) { session, layout in
                try await body(StatusReader(layout: layout, session: session, registries: registries, advice: advice))
            }
        }
    }

    /// Runs `body` with what it takes to look at an app as its leader does.
    func withSurvey<Result: Sendable>(
        _ settings: Settings, _ body: @escaping @Sendable (Surveying) async throws -> Result
    ) async throws -> Result {
        let logger = try logger(settings)
        return try await withRegistries(settings) { registries, httpClient in
            try await withSession(settings) { session, layout in
                try await body(
                    Surveying(
                        layout: layout, session: session, registries: registries, httpClient: httpClient,
                        settings: settings, logger: logger))
            }
        }
    }

    private func withRegistries<Result: Sendable>(
        _ settings: Settings, _ body: ([EurekaClient], HTTPClient) async throws -> Result
    ) async throws -> Result {
        let logger = try logger(settings)
        let addresses = try settings.registryAddresses()
        return try await withHTTPClient { httpClient in
            let registries = try addresses.map {
                try EurekaClient(baseURL: $0, httpClient: httpClient, timeout: .seconds(2), role: .cli, logger: logger)
            }
            return try await body(registries, httpClient)
        }
    }

    /// Verbs keep quiet unless they are asked to talk: what is configured for the roles is not meant for them.
    func logger(_ settings: Settings) throws -> Logger {
        let level = common.logLevel == nil ? .critical : try settings.logLevel()
        let format = try settings.logFormat()
        var logger = Logger(label: "bluegreen") { format.makeHandler(label: $0, level: level) }
        logger.logLevel = level
        return logger
    }
}
