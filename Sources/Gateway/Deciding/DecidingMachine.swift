import Eureka
import RolloutCore

/// The answers to a proxy that asks which color is active, and when such an answer counts as known to it.
///
/// No clock, no task, no lock: ``DecidingBoard`` holds it. A listing that comes back empty changes nothing, and neither does
/// one without an app that was there. An app whose answer changed is held until no copy of the former one is used any more.
struct DecidingMachine: Sendable {
    struct Settings: Hashable, Sendable {
        /// In lower case; none: every app with managed instances.
        var apps: [String] = []
        /// How long after it was given an answer may still be used: nginx counts whole seconds, so that one of them may be
        /// nearly two, and an answer may be half a second under way.
        var validity: Duration = .milliseconds(2500)
    }

    private struct Standing {
        var color = ActiveColor()
        /// Since when that is the answer.
        var since: Duration?
        /// The last revision whose answer every copy agrees with; -1: none.
        var applied: Int64 = -1
    }

    /// Further apps get no answer.
    static let maximumApps = 1000

    let settings: Settings
    private var standings: [String: Standing] = [:]
    private var listing: Listing?

    init(settings: Settings = Settings()) {
        self.settings = settings
    }

    /// Whether a registry was ever read.
    var isInformed: Bool { listing != nil }
    /// What the registry's last listing is at.
    var revision: Int64? { listing?.revision }

    /// The color that gets the app's requests; nil when none was ever known.
    func answer(for app: String) -> Color? { standings[app.lowercased()]?.color.answer }

    /// Every app with an answer, by name.
    var answers: [(app: String, color: Color)] {
        standings.sorted { $0.key < $1.key }.compactMap { name, standing in
            standing.color.answer.map { (name, $0) }
        }
    }

    /// Takes in a listing; revisions of another registry begin anew.
    mutating func take(_ new: Listing, now: Duration) {
        let isOther = listing.map { $0.registry != new.registry } ?? false
        var new = new
        new.apps = new.apps.filter { settings.apps.isEmpty || settings.apps.contains($0.name) }
        for app in new.apps where standings[app.name] != nil || standings.count < Self.maximumApps {
            var standing = standings[app.name] ?? Standing()
            if isOther {
                standing.applied = -1
            } else if let revision = listing?.revision, isListed(app.name), isSettled(standing, now: now) {
                standing.applied = revision
            }
            let before = standing.color.answer
            standing.color.take(app)
            if standing.color.answer != before { standing.since = now }
            standings[app.name] = standing
        }
        listing = new
    }

    /// What the registry is told that the proxy has applied; nil before the first listing.
    func acknowledgement(now: Duration) -> Acknowledgement? {
        guard let listing, let revision = listing.revision else { return nil }
        let held = listing.apps.compactMap { app -> Acknowledgement.Held? in
            guard let standing = standings[app.name], !isSettled(standing, now: now), standing.applied < revision,
                let color = standing.color.answer
            else { return nil }
            let reason = "\(app.name) is \(color) since a moment, and the proxy may still use an earlier answer"
            return Acknowledgement.Held(app: app.name, revision: standing.applied, reason: reason)
        }
        return Acknowledgement(revision: revision, held: held)
    }

    /// When the next app is not held any more; nil when none is.
    func nextChange(now: Duration) -> Duration? {
        standings.values.compactMap { standing in standing.since.map { $0 + settings.validity } }
            .filter { $0 > now }.min()
    }

    private func isListed(_ name: String) -> Bool { listing?.apps.contains { $0.name == name } ?? false }

    private func isSettled(_ standing: Standing, now: Duration) -> Bool {
        standing.since.map { now - $0 >= settings.validity } ?? true
    }
}
