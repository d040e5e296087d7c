public import ZooKeeper

/// Three real ZooKeeper servers that form one ensemble.
public struct ZooKeeperEnsemble: Sendable {
    /// The members in the order of their numbers.
    public let members: [ZooKeeperServer]

    init() throws {
        let ports = try FreePort.allocate(9)
        let lines = (0..<3).map { index in
            "server.\(index + 1)=127.0.0.1:\(ports[index]):\(ports[index + 3]);127.0.0.1:\(ports[index + 6])"
        }
        members = try (0..<3).map { index in
            var options = ZooKeeperServer.Options()
            options.member = index + 1
            options.extraLines = lines + ["standaloneEnabled=false"]
            return try ZooKeeperServer(port: ports[index + 6], options: options)
        }
    }

    /// `host:port` of every member.
    public var connectString: String { members.map(\.connectString).joined(separator: ",") }

    /// A client's configuration for all members.
    public func configuration(
        prefix: String = "",
        sessionTimeout: Duration = .seconds(4),
        operationTimeout: Duration = .seconds(10)
    ) throws -> ZooKeeperClient.Configuration {
        try ZooKeeperClient.Configuration(
            connectString: connectString + prefix,
            sessionTimeout: sessionTimeout,
            operationTimeout: operationTimeout
        )
    }

    /// What each member says about itself.
    public func reports() async throws -> [ServerReport] {
        await EnsembleProbe(configuration: try configuration()).reports()
    }

    /// The member that leads at present.
    public func leader() async throws -> ZooKeeperServer? {
        let reports = try await reports()
        return zip(members, reports).first { $1.mode == .leader }?.0
    }

    /// Starts a killed member again, with its data.
    public func restart(_ member: ZooKeeperServer) async throws {
        try await member.start()
    }
}

/// Runs `body` with an ensemble of its own, which is gone afterwards whatever happens.
public func withZooKeeperEnsemble<R>(_ body: (ZooKeeperEnsemble) async throws -> R) async throws -> R {
    let ensemble = try ZooKeeperEnsemble()
    do {
        for member in ensemble.members { try await member.launch() }
        for member in ensemble.members { try await member.waitUntilServing() }
        let result = try await body(ensemble)
        for member in ensemble.members { await member.remove() }
        return result
    } catch {
        for member in ensemble.members { await member.remove() }
        throw error
    }
}
