import Eureka
import RolloutCore

/// What the gateway does with what it learns: listings and readings in, the next actions and the acknowledgement out.
///
/// No clock, no task, no lock: ``HAProxyGateway`` holds it and carries the actions out. A listing that comes back empty
/// changes nothing, and neither does one without an app that was there.
struct GatewayMachine: Sendable {
    struct Settings: Hashable, Sendable {
        /// In lower case; none: every app with managed instances.
        var apps: [String] = []
        var hasTestRouting = true
        var style = Fragment.Style()
        /// How long a disabled server gets to finish its requests.
        var drain: Duration = .seconds(30)
        /// How long a process that was reloaded may still send requests as it knew the servers.
        var afterReload: Duration = .seconds(10)
    }

    let settings: Settings
    /// Why the last action could not be carried out; nil when it was.
    var refusal: String?
    private(set) var listing: Listing?
    private var acknowledged: [String: Int64] = [:]
    private var holds: [String: [Hold]] = [:]
    private var lastEnabled: [String: Color] = [:]
    private var drainingSince: [String: [String: Duration]] = [:]
    private var processID: Int?
    private var reloadedAt: Duration?
    private var fleets: [String: [String: Color]] = [:]

    init(settings: Settings) {
        self.settings = settings
    }

    /// Which color each known server of an app belongs to.
    var colors: [String: [String: Color]] { fleets }

    // MARK: Facts

    /// Takes in a listing; revisions of another registry begin anew.
    mutating func take(_ new: Listing) {
        if let listing, listing.registry != new.registry { acknowledged = [:] }
        var new = new
        new.apps = new.apps.filter { settings.apps.isEmpty || settings.apps.contains($0.name) }
        for app in new.apps {
            noteEnabled(app)
            for server in app.servers { fleets[app.name, default: [:]][server.name] = server.color }
        }
        // One that is not listed any more stays as it is.
        let names = new.apps.map(\.name)
        holds = holds.filter { names.contains($0.key) }
        listing = new
    }

    /// Going back must not depend on the color that is left: only the one enabled last holds the acknowledgement.
    private mutating func noteEnabled(_ app: ListedApp) {
        guard let before = listing?.apps.first(where: { $0.name == app.name }) else { return }
        for server in app.servers where server.status == .up {
            switch before.servers.first(where: { $0.name == server.name })?.status {
            case .up, .down: continue
            case .outOfService, .starting, .unknown, nil: lastEnabled[app.name] = server.color
            }
        }
    }

    // MARK: A pass

    /// Compares everything and comes to the next actions.
    ///
    /// - Parameters:
    ///   - reading: nil when the proxy does not answer.
    ///   - text: what the file says now; nil when there is none.
    mutating func pass(_ reading: ProxyReading?, file text: String?, now: Duration) -> GatewayPass {
        guard let listing else { return GatewayPass() }
        let onDisk = text.map { Fragment(parsing: $0) } ?? Fragment()
        noteDrains(reading, now: now)
        noteReload(reading, now: now)
        var pass = GatewayPass()
        var disabling: [ProxyCommand] = []
        var written = kept(onDisk, listing)
        var needsReload = false
        var plans: [(WantedBackend, BackendPlan)] = []
        for app in listing.apps {
            for wanted in WantedBackend.all(of: app, settings) where written.backend(wanted.name) == nil {
                var plan = self.plan(wanted, reading, onDisk, now: now)
                if reading?.backends[wanted.name] == nil, reading != nil { needsReload = true }
                if wanted.kind == .production { plan.holds += app.holds }
                pass.actions += plan.enabling.map { .command($0) }
                disabling += plan.disabling
                written.backends.append(plan.fragment)
                pass.isWaiting = pass.isWaiting || plan.isWaiting
                plans.append((wanted, plan))
            }
        }
        written.backends.sort { $0.name < $1.name }
        let newText = written.text(settings.style)
        if newText != text { pass.actions.append(.write(written)) }
        pass.actions += disabling.map { .command($0) }
        if needsReload { pass.actions.append(.reload) }
        // One that stands by may well be ill: nobody waits for tests.
        for (wanted, plan) in plans where wanted.kind == .production {
            pass.holds += plan.holds.filter { !pass.holds.contains($0) }
            let isWritten = onDisk.backend(wanted.name) == plan.fragment
            settle(wanted.app, plan, isWritten: isWritten, revision: listing.revision)
        }
        if reloadedAt != nil, acknowledgement?.held.isEmpty == false {
            pass.isWaiting = true
        }
        return pass
    }

    private func plan(
        _ wanted: WantedBackend, _ reading: ProxyReading?, _ onDisk: Fragment, now: Duration
    ) -> BackendPlan {
        guard let reading else {
            var plan = BackendPlanner.planUnknown(wanted)
            if let backend = onDisk.backend(wanted.name) { plan.fragment = backend }
            plan.holds = [Hold(kind: .other, sentence: "HAProxy does not answer on its socket")]
            return plan
        }
        guard let shown = reading.backends[wanted.name] else {
            var plan = BackendPlanner.planUnknown(wanted)
            plan.holds = [
                Hold(kind: .other, sentence: "HAProxy does not have the backend \(wanted.name) yet: reload it")
            ]
            return plan
        }
        var planner = BackendPlanner(
            wanted: wanted, shown: shown, style: settings.style,
            drained: (drainingSince[wanted.name] ?? [:]).mapValues { now - $0 }, drainDeadline: settings.drain,
            colors: fleets[wanted.app] ?? [:])
        return planner.makePlan()
    }

    /// Backends of apps that are not listed stay in the file as they are.
    private mutating func kept(_ onDisk: Fragment, _ listing: Listing) -> Fragment {
        let listed = Set(listing.apps.flatMap { Self.names(of: $0.name) })
        let configured = Set(settings.apps.flatMap { Self.names(of: $0) })
        return Fragment(
            backends: onDisk.backends.filter { backend in
                !listed.contains(backend.name) && (settings.apps.isEmpty || configured.contains(backend.name))
            })
    }

    private static func names(of app: String) -> [String] {
        let kinds: [WantedBackend.Kind] = [.production, .color(.blue), .color(.green), .standby]
        return kinds.map { WantedBackend.name(of: app, $0) }
    }

    private mutating func noteDrains(_ reading: ProxyReading?, now: Duration) {
        guard let reading else { return }
        drainingSince = reading.backends.mapValues { _ in [:] }.merging(
            reading.backends.map { backend, servers in
                let draining = servers.values.filter { $0.isDraining && !$0.isInMaintenance }
                return (
                    backend,
                    Dictionary(
                        uniqueKeysWithValues: draining.map { ($0.name, drainingSince[backend]?[$0.name] ?? now) })
                )
            }
        ) { $1 }
    }

    private mutating func noteReload(_ reading: ProxyReading?, now: Duration) {
        guard let reading else { return }
        if let processID, processID != reading.processID { reloadedAt = now }
        processID = reading.processID
        if let since = reloadedAt, now - since >= settings.afterReload { reloadedAt = nil }
    }

    // MARK: What is acknowledged

    /// An app has a revision once the proxy was read back as that revision asks.
    private mutating func settle(_ app: String, _ plan: BackendPlan, isWritten: Bool, revision: Int64?) {
        var relevant = plan.holds.filter { hold in
            guard case .enabling(let color) = hold.kind, let last = lastEnabled[app] else { return true }
            return color == last
        }
        if relevant.isEmpty, plan.disabling.contains(where: { $0.change == .drain }) {
            relevant = [Hold(kind: .other, sentence: "servers of \(app) are being taken out of traffic")]
        }
        if relevant.isEmpty, !isWritten {
            relevant = [Hold(kind: .other, sentence: refusal ?? "the file with the servers of \(app) is being written")]
        }
        if relevant.isEmpty, reloadedAt != nil {
            let sentence = "HAProxy was reloaded, and its former process may still serve \(app) as before"
            relevant = [Hold(kind: .other, sentence: sentence)]
        }
        holds[app] = relevant
        if relevant.isEmpty, let revision { acknowledged[app] = revision }
    }

    /// What the registry is told that the proxy has applied; nil before the first listing.
    var acknowledgement: Acknowledgement? {
        guard let listing, let revision = listing.revision else { return nil }
        let held = listing.apps.compactMap { app -> Acknowledgement.Held? in
            let known = acknowledged[app.name] ?? -1
            guard known < revision else { return nil }
            let reason = holds[app.name]?.first?.sentence ?? "the proxy has not been looked at yet"
            return Acknowledgement.Held(app: app.name, revision: known, reason: reason)
        }
        return Acknowledgement(revision: revision, held: held)
    }
}

extension ListedApp {
    fileprivate var holds: [Hold] {
        unreachable.map { Hold(kind: .other, sentence: "\($0) of \(name) registers no IP address") }
    }
}
