import Coordination
import Eureka
import Foundation
public import Logging
import NIOConcurrencyHelpers
import RolloutCore
public import ZooKeeper

/// What an agent keeps on disk, so that the one started after it goes on where it was: the same ZooKeeper session and the
/// same word in the registries.
///
/// Two files of one instance, readable by their owner alone: the memory, and a lock for as long as the agent lives. A
/// ticket of a session is a secret, and two agents with one would take the session from each other.
public final class AgentMemory: Sendable {
    private let path: String
    private let lock: PrivateFile.Lock
    private let kept: NIOLockedValueBox<RememberedAgent>
    private let hasFailed = NIOLockedValueBox(false)
    private let logger: Logger

    /// What was kept is small; whatever is larger is none of ours.
    private static let sizeLimit = 1 << 20

    /// Takes the lock and reads what a former life has left. Of another color, endpoint or prefix it goes on with nothing.
    ///
    /// - Parameters:
    ///   - directory: Made when there is none.
    ///   - prefix: The znode that everything is below, as in the connect string.
    public init(
        directory: String, of configuration: InstanceAgent.Configuration, prefix: ZNodePath, logger: Logger
    ) throws(MemoryFault) {
        let identity = RememberedAgent.Identity(
            app: configuration.layout.app.rawValue, color: configuration.color.rawValue,
            instance: configuration.id.rawValue, endpoint: configuration.endpoint.description, prefix: prefix.rawValue)
        let folder = directory + "/" + PercentCoding.encoded(identity.app)
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw MemoryFault.unusable(path: folder, reason: "it cannot be made")
        }
        let stem = folder + "/" + PercentCoding.encoded(identity.instance)
        lock = try PrivateFile.Lock(stem + ".lock")
        path = stem + ".json"
        kept = NIOLockedValueBox(Self.read(path, of: identity) ?? RememberedAgent(identity))
        self.logger = logger
    }

    /// The session to go on with; nil when there is none.
    public var ticket: SessionTicket? { kept.withLockedValue { $0.ticket } }

    /// What to go on with, when the registries are told `registration` of a claim nowadays.
    func resumption(_ registration: (Claim) -> InstanceInfo) -> Resumption? {
        let kept = kept.withLockedValue { $0 }
        guard let claim = kept.claim else { return nil }
        return Resumption(claim: claim, isRegistered: kept.registration == Self.text(registration(claim)))
    }

    func note(_ ticket: SessionTicket) {
        change { $0.ticket = ticket }
    }

    func note(_ claim: Claim, registration: InstanceInfo) {
        change { $0.note(claim, registration: Self.text(registration)) }
    }

    /// There is nothing to go on with: the instance has been taken out.
    func forget() {
        kept.withLockedValue { kept in
            kept = RememberedAgent(kept.identity)
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    private func change(_ change: (inout RememberedAgent) -> Void) {
        do {
            // Under the lock, so that the last change is written last.
            try kept.withLockedValue { kept in
                let before = kept
                change(&kept)
                guard kept != before, let bytes = try? JSONEncoder().encode(kept) else { return }
                try PrivateFile.write(bytes, to: path)
            }
        } catch {
            let isFirst = hasFailed.withLockedValue { hasFailed in
                defer { hasFailed = true }
                return !hasFailed
            }
            guard isFirst else { return }
            logger.warning(
                "What a restart goes on with cannot be kept", metadata: [LogKeys.reason: "\(error)"])
        }
    }

    private static func read(_ path: String, of identity: RememberedAgent.Identity) -> RememberedAgent? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        guard let bytes = try? handle.read(upToCount: sizeLimit),
            let kept = try? JSONDecoder().decode(RememberedAgent.self, from: bytes), kept.identity == identity
        else { return nil }
        return kept
    }

    private static func text(_ instance: InstanceInfo) -> String {
        String(decoding: EurekaCodec.encode(instance, format: .json), as: UTF8.self)
    }
}
