public import AsyncHTTPClient
import Coordination
import Eureka
import Foundation
public import Hummingbird
public import Logging
public import Metrics
import NIOCore
public import ServiceLifecycle
public import ZooKeeper

/// An Eureka-compatible registry: serves `/eureka` and `/eureka/v2`, and `/registry/readers` for our own programs.
///
/// With a ZooKeeper session an acknowledged order is durable there, and a restart serves everything kept at once. A client's
/// own word is acknowledged as soon as it is in memory when ZooKeeper is away or slow, and written as soon as it is back.
/// Without a session everything is in memory only. Runs until cancelled or shut down gracefully.
public struct RegistryServer: Service {
    private let configuration: Configuration
    private let client: ZooKeeperClient?
    private let httpClient: HTTPClient
    private let book: RegistryBook
    private let replication: Replication
    private let peers: Peers
    private let routes: RegistryRoutes
    private let logger: Logger
    private let metrics: any MetricsFactory
    private let adminRoutes: @Sendable (Router<RegistryRequestContext>) -> Void
    private let onListening: @Sendable (_ host: String, _ port: Int) -> Void

    /// - Parameters:
    ///   - client: A running client; nil keeps everything in memory only.
    ///   - replication: Other registries to start from and to keep in step with.
    ///   - adminRoutes: Adds further paths on the same port, such as `/metrics`.
    ///   - onListening: Told once where the registry listens.
    /// - Throws: `RegistryError` when the configuration is not to be run with.
    public init(
        configuration: Configuration,
        client: ZooKeeperClient?,
        replication: Replication = Replication(),
        metrics: any MetricsFactory = MetricsSystem.factory,
        logger: Logger,
        httpClient: HTTPClient = .shared,
        adminRoutes: @escaping @Sendable (Router<RegistryRequestContext>) -> Void = { _ in },
        onListening: @escaping @Sendable (_ host: String, _ port: Int) -> Void = { _, _ in }
    ) throws(RegistryError) {
        try configuration.validate()
        var configuration = configuration
        // With credentials only peers are taken for such.
        let hasPeers = configuration.access != nil || !replication.peers.isEmpty
        configuration.takesPeerOrders = hasPeers && !configuration.requireEpoch
        self.configuration = configuration
        self.client = client
        self.httpClient = httpClient
        self.logger = logger
        self.metrics = metrics
        self.adminRoutes = adminRoutes
        self.onListening = onListening
        self.replication = replication
        let book = RegistryBook(
            store: client.map { RegistryStore(session: $0) },
            configuration: configuration,
            metrics: RegistryMetrics(factory: metrics),
            logger: logger
        )
        self.book = book
        peers = Peers(
            links: replication.peers.map { peer in
                PeerLink(
                    client: peer,
                    book: book,
                    own: OwnInstance(app: replication.app, host: replication.host),
                    metrics: PeerMetrics(peer: "\(peer)", factory: metrics),
                    logger: logger
                )
            })
        let access = configuration.access.map {
            AccessMiddleware(access: $0, refusals: RefusalLog(logger: logger, metrics: metrics))
        }
        routes = RegistryRoutes(book: book, peers: peers, access: access)
    }

    /// Whether everything kept has been read, so that clients are answered.
    public var isLoaded: Bool { book.isLoaded }

    /// How many instances are registered.
    public var instanceCount: Int { book.read(\.count).value }

    /// Loads, listens and serves until cancelled or shut down gracefully.
    public func run() async throws {
        if !replication.predecessors.isEmpty {
            let copy = RegistryCopy(replication: replication, book: book)
            guard try await copy.makeUntilShutdown() else { return }
        }
        let (addresses, tellAddress) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
        var services: [any Service] = [RegistryKeeper(book: book)]
        if let client, let store = book.store {
            services += [
                StoreLoop(book: book, store: store),
                ReplicaDirectory(
                    book: book, client: client, addresses: addresses, rootApp: configuration.rootApp),
                RenewalExchange(book: book, httpClient: httpClient, authorization: configuration.replicaAuthorization),
            ]
        }
        services += peers.links
        services.append(application { tellAddress.yield($0) })
        let group = ServiceGroup(configuration: .init(services: services, logger: logger))
        try await group.run()
    }

    /// Every path that is answered.
    func router() -> Router<RegistryRequestContext> {
        let router = routes.router()
        adminRoutes(router)
        return router
    }

    private func application(_ tellAddress: @escaping @Sendable (String) -> Void) -> some ApplicationProtocol {
        let router = router()
        let answers = ImmediateAnswers(routes)
        let host = configuration.host
        let advertised = configuration.advertisedAddress
        let logger = logger
        let onListening = onListening
        let peers = peers
        let connections = ConnectionGuard(configuration, metrics: metrics, logger: logger)
        // Hummingbird's own lines about each connection and request are of no use to an operator.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return Application(
            router: router,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [
                        ConnectionSetup(connections, answers: answers)
                    ],
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16 * 1024,
                        maxHeaderListSize: 32 * 1024,
                        maxHeaderFieldCount: 100
                    )
                )
            ),
            configuration: .init(
                address: .hostname(host, port: configuration.port),
                availableConnectionsDelegate: .maximum(configuration.maximumConnections, logger: quiet)
            ),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                logger.notice("listening", metadata: [LogKeys.address: "\(host):\(port)"])
                let reached = ReplicaAddress(listening: host, port: port, machine: ProcessInfo.processInfo.hostName)
                tellAddress(advertised ?? "\(reached)")
                peers.listening(port: port)
                onListening(host, port)
            },
            logger: quiet
        )
    }
}
