import Eureka
import Foundation
import Hummingbird
import NIOConcurrencyHelpers

/// The data of one event of `/registry/changes`.
struct ChangeEvent: Codable, Hashable, Sendable {
    struct Instance: Codable, Hashable, Sendable {
        let app: String
        let id: String
        /// `DELETED` when it is gone.
        let status: String
        let overriddenStatus: String
        let color: String?
    }

    let revision: Int64
    /// Eureka's reconcile hash over the whole registry.
    let hash: String
    let instances: [Instance]

    func encoded() -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

extension ChangeEvent.Instance {
    init(_ instance: InstanceInfo) {
        app = instance.app
        id = instance.effectiveID
        status = instance.actionType == .deleted ? "DELETED" : instance.status.rawValue
        overriddenStatus = instance.overriddenStatus.rawValue
        color = instance.color
    }
}

extension RegistryBook {
    /// What changed after a position in the order of changes, or everything when that is not known any more.
    func event(after position: Int64?) -> (position: Int64, text: ByteBuffer) {
        let now = state.withLockedValue { $0 }
        let changed = position.flatMap { now.registry.changes(after: $0) }
        let instances = changed ?? now.registry.applications.applications.flatMap(\.instances)
        let event = ChangeEvent(
            revision: revision(in: now), hash: now.registry.counts.hashCode,
            instances: instances.map(ChangeEvent.Instance.init))
        let name = changed == nil ? "registry" : "change"
        let text = "id: \(event.revision)\nevent: \(name)\ndata: \(event.encoded())\n\n"
        return (now.registry.deltaVersion, ByteBuffer(string: text))
    }
}
