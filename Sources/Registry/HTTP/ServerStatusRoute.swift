import Coordination
import Eureka
import Foundation
import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers

/// How this registry is, where people and health checks look for it at Eureka.
struct ServerStatusRoute: Sendable {
    let book: RegistryBook
    private let started: EpochMilliseconds

    init(book: RegistryBook) {
        self.book = book
        started = book.clock.now
    }

    /// `GET status`
    @Sendable
    func status(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        guard let format = AcceptHeader(request.headers[.accept]).format else { return .empty(.notAcceptable) }
        return .document(ByteBuffer(bytes: EurekaCodec.encode(status, format: format)), format)
    }

    private var status: ServerStatus {
        let now = book.clock.now
        let replicas = book.state.withLockedValue { state in
            state.replicas.others.map {
                RegistryPage.Replica(name: $0.address, isThis: false, heard: state.replicas.heard[$0.id]?.time)
            }
        }
        return ServerStatus(
            general: [
                .init("server-uptime", Self.hours(now - started)),
                .init("environment", book.store == nil ? "standalone" : "ZooKeeper"),
                .init("num-of-cpus", String(ProcessInfo.processInfo.activeProcessorCount)),
            ],
            registeredReplicas: replicas.map(\.name),
            availableReplicas: replicas.filter { $0.isAvailable(now: now) }.map(\.name),
            instance: instance,
            isHealthy: !book.isStoreAway
        )
    }

    private var instance: InstanceInfo {
        let (host, port) = (book.configuration.host, book.configuration.port)
        var instance = InstanceInfo(
            app: "EUREKA", id: "\(host):eureka:\(port)", hostName: host, ipAddress: host, port: port)
        instance.isCoordinatingDiscoveryServer = true
        instance.lastUpdatedTimestamp = started
        instance.lastDirtyTimestamp = started
        return instance
    }

    /// `hh:mm`, as Eureka writes its uptime.
    private static func hours(_ milliseconds: EpochMilliseconds) -> String {
        let minutes = max(0, milliseconds) / 60_000
        let parts = [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : String($0) }
        return parts.joined(separator: ":")
    }
}
