import Foundation
import NIOConcurrencyHelpers
public import ZooKeeper

/// A real ZooKeeper server on 127.0.0.1, with its own directory and free ports; Debian's package `zookeeper`.
public final class ZooKeeperServer: Sendable {
    /// Settings of one server.
    public struct Options: Sendable {
        /// Length of a tick in milliseconds; session timeouts are bounded to 2…20 of them.
        public var tick = 500
        /// Lines added to `zoo.cfg`.
        public var extraLines: [String] = []
        /// `myid`, when it is a member of an ensemble.
        public var member: Int?

        /// The defaults.
        public init() {}
    }

    /// Port for clients.
    public let port: Int
    private let options: Options
    private let directory: TemporaryDirectory
    private let child = NIOLockedValueBox<ChildProcess?>(nil)

    private static let java = "/usr/bin/java"
    private static let jars = ["servlet-api", "zookeeper", "slf4j-log4j12", "log4j-1.2"]

    /// Writes its configuration; does not start it.
    public init(port: Int, options: Options = Options()) throws {
        self.port = port
        self.options = options
        directory = try TemporaryDirectory("zookeeper")
    }

    /// Where it keeps what it stores.
    var data: URL { directory.url.appendingPathComponent("data") }
    /// `127.0.0.1:port`.
    public var connectString: String { "127.0.0.1:\(port)" }
    /// Number of the server's process; nil when it is not running.
    public var processID: Int32? { child.withLockedValue { $0?.id } }
    /// What the server wrote to its log.
    public var output: String { child.withLockedValue { $0?.output ?? "" } }

    /// A client's configuration for this server.
    public func configuration(
        prefix: String = "",
        sessionTimeout: Duration = .seconds(4),
        operationTimeout: Duration = .seconds(10),
        credential: Credential? = nil
    ) throws -> ZooKeeperClient.Configuration {
        try ZooKeeperClient.Configuration(
            connectString: connectString + prefix,
            sessionTimeout: sessionTimeout,
            operationTimeout: operationTimeout,
            credential: credential
        )
    }

    /// Starts the process; what the server knows from an earlier run is still there.
    public func launch() async throws {
        for jar in Self.jars where !FileManager.default.fileExists(atPath: "/usr/share/java/\(jar).jar") {
            throw ChildProcess.StartFailure(
                description: "/usr/share/java/\(jar).jar is missing: install Debian's package zookeeper")
        }
        let data = data.path
        var lines = [
            "tickTime=\(options.tick)", "initLimit=20", "syncLimit=10", "dataDir=\(data)", "maxClientCnxns=0",
            "admin.enableServer=false", "4lw.commands.whitelist=srvr,ruok,cons,dump",
        ]
        if let member = options.member {
            try directory.write("\(member)\n", to: "data/myid")
        } else {
            try directory.write("", to: "data/.keep")
            lines += ["clientPort=\(port)", "clientPortAddress=127.0.0.1"]
        }
        try directory.write((lines + options.extraLines).joined(separator: "\n") + "\n", to: "zoo.cfg")
        try directory.write(
            """
            log4j.rootLogger=INFO, CONSOLE
            log4j.appender.CONSOLE=org.apache.log4j.ConsoleAppender
            log4j.appender.CONSOLE.layout=org.apache.log4j.PatternLayout
            log4j.appender.CONSOLE.layout.ConversionPattern=%d{ISO8601} %-5p %m%n

            """, to: "log4j.properties")
        let classPath = ([directory.url.path] + Self.jars.map { "/usr/share/java/\($0).jar" }).joined(separator: ":")
        let started = try await ChildProcess.start(
            Self.java,
            [
                "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
                "-Dzookeeper.forceSync=no", "-Dzookeeper.jmx.log4j.disable=true", "-cp", classPath,
                "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                directory.url.appendingPathComponent("zoo.cfg").path,
            ],
            log: directory.url.appendingPathComponent("log-\(UUID().uuidString).txt")
        )
        child.withLockedValue { $0 = started }
    }

    /// Waits until it serves clients.
    public func waitUntilServing(within deadline: Duration = .seconds(60)) async throws {
        let probe = try EnsembleProbe(configuration: configuration(), deadline: .seconds(1))
        try await eventually(within: deadline, "ZooKeeper serves on \(connectString)") {
            if child.withLockedValue({ $0?.isRunning }) != true {
                throw ChildProcess.StartFailure(description: "ZooKeeper ended: \(output.suffix(2000))")
            }
            let reports = await probe.reports()
            return reports.allSatisfy { ![.notServing, .unreachable].contains($0.mode) }
        }
    }

    /// Starts it and waits until it serves.
    public func start() async throws {
        try await launch()
        try await waitUntilServing()
    }

    /// Ends it as a power cut would, and waits until the process is gone.
    public func kill() async {
        await child.withLockedValue { $0 }?.kill()
    }

    /// Freezes it: connections stay open, nothing is answered.
    public func suspend() { child.withLockedValue { $0 }?.suspend() }
    /// Ends a freeze.
    public func resume() { child.withLockedValue { $0 }?.resume() }

    /// Ends it and deletes what it stored.
    public func remove() async {
        await kill()
        directory.remove()
    }
}

/// Runs `body` with a server of its own, which is gone afterwards whatever happens.
public func withZooKeeper<R>(
    _ options: ZooKeeperServer.Options = .init(),
    _ body: (ZooKeeperServer) async throws -> R
) async throws -> R {
    let server = try await startOnFreePort(options)
    do {
        let result = try await body(server)
        await server.remove()
        return result
    } catch {
        await server.remove()
        throw error
    }
}

private func startOnFreePort(_ options: ZooKeeperServer.Options) async throws -> ZooKeeperServer {
    var attempt = 0
    while true {
        attempt += 1
        let server = try ZooKeeperServer(port: FreePort.allocate()[0], options: options)
        do {
            try await server.start()
            return server
        } catch {
            // Somebody else may have taken the port meanwhile.
            let isTaken = server.output.contains("Address already in use")
            await server.remove()
            guard isTaken, attempt < 3 else { throw error }
        }
    }
}
