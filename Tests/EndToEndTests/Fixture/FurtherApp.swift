import Coordination
import Eureka
import RolloutCore
import TestSupport
import ZooKeeper

/// An app below `/apps`, with a fleet of its own beside that of the app at the root.
struct FurtherApp: Sendable {
    let layout: ZNodeLayout
    let fleet: SimulatedFleet
    private let deployment: Deployment

    init(_ name: String, in deployment: Deployment, blue: Int = 2, green: Int = 2) async throws {
        let app = AppName(rawValue: name)
        layout = ZNodeLayout(app: app, rootApp: Deployment.app)
        fleet = SimulatedFleet(app: app, registry: deployment.registry, client: deployment.client)
        self.deployment = deployment
        try await fleet.join(blue: blue, green: green, layout: layout)
        try await deployment.client.create(layout.activeColor, Array("blue".utf8))
    }

    func set(_ text: String) async throws { try await deployment.client.set(layout.activeColor, Array(text.utf8)) }

    func record() async throws -> RolloutRecord? {
        try await RecordStore(layout: layout, session: deployment.client).read()?.record
    }

    func history() async throws -> [HistoryEntry] {
        try await HistoryStore(layout: layout, session: deployment.client).latest()
    }

    private func statuses() async throws -> [String: String] {
        guard case .changed(let instances, _, _) = try await deployment.registry.application(layout.app.rawValue) else {
            return [:]
        }
        return Dictionary(uniqueKeysWithValues: instances.map { ($0.effectiveID, $0.status.rawValue) })
    }

    /// Waits until all of the color are UP, all of the other OUT_OF_SERVICE, and no rollout is under way.
    func awaitServing(_ color: Color, within deadline: Duration = .seconds(60)) async throws {
        do {
            try await eventually(within: deadline, "\(color) serves \(layout.app) alone") {
                guard let record = try await self.record(), record.serving == color, record.rollout == nil,
                    record.pending == nil
                else { return false }
                return try await self.statuses() == self.fleet.expectedStatuses(serving: color)
            }
        } catch {
            throw Deployment.Failure("\(error)\nstatuses: \(try await statuses())\n\(deployment.logs)")
        }
    }
}
