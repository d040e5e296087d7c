import Eureka
import RolloutCore

/// What one registry last said of one app's instances.
struct RegistryFacts: Sendable {
    /// Status and override of one instance; `healthCheckURL`, `zone` and `color` as it registered them.
    struct Entry: Hashable, Sendable {
        var status: InstanceStatus
        var override: InstanceStatus?
        var healthCheckURL: String?
        var zone: String?
        var color: Color?
    }

    let name: String
    /// Why it cannot be asked; nil when it can.
    var failure: String?
    private(set) var isKnown = false
    private(set) var entries: [InstanceID: Entry] = [:]
    /// Nil for a server that tells no revisions (a genuine Eureka).
    private(set) var revision: Int64?
    /// Nil for a server that tells no readers.
    var readers: [Reader]?
    /// From when on `readers` lists everybody; nil: all along.
    var readersSince: Timestamp?
    /// Counts our own steps: a listing asked for before one of them is out of date.
    private(set) var generation = 0
    /// When a listing, or an unchanged one, was last asked for with success.
    private(set) var confirmedAt: ContinuousClock.Instant?
    /// When the listing was last asked for.
    private(set) var listedAt: ContinuousClock.Instant?
    /// The revision that the registry was known to show before the listing was asked for.
    private var listedRevision: Int64?
    /// What makes an unchanged listing cheap.
    var tag: String?

    init(name: String) {
        self.name = name
    }

    var report: RegistryReport {
        if let failure { return RegistryReport(name: name, answer: .unavailable(failure)) }
        guard isKnown else { return RegistryReport(name: name, answer: .unavailable("not asked yet")) }
        return RegistryReport(name: name, answer: .available(revision: revision, readers: readers, since: readersSince))
    }

    /// Whether the listing holds everything up to that revision.
    func isCurrent(at revision: Int64) -> Bool { failure == nil && isKnown && listedRevision == revision }

    /// The registry was asked then, and shows nothing newer than the listing.
    mutating func confirm(askedAt moment: ContinuousClock.Instant) { confirmedAt = moment }

    /// Takes in a whole listing.
    ///
    /// - Parameter revision: what the registry was known to show before, if it tells.
    /// - Returns: whether anything changed that a decision looks at.
    mutating func take(
        _ reading: ApplicationReading, askedAt moment: ContinuousClock.Instant, at revision: Int64? = nil
    ) -> Bool {
        confirmedAt = moment
        listedAt = moment
        listedRevision = revision
        let wasUnavailable = failure != nil || !isKnown
        failure = nil
        isKnown = true
        guard case .changed(let instances, let tag, let revision) = reading else { return wasUnavailable }
        self.tag = tag
        advance(to: revision)
        var listed: [InstanceID: Entry] = [:]
        listed.reserveCapacity(instances.count)
        for instance in instances { listed[InstanceID(rawValue: instance.effectiveID)] = Entry(instance) }
        guard listed != entries else { return wasUnavailable }
        entries = listed
        return true
    }

    /// Takes in one instance, as read back after a step of ours.
    mutating func take(_ instance: InstanceInfo?, id: InstanceID, revision: Int64?) {
        generation += 1
        tag = nil
        entries[id] = instance.map(Entry.init)
        advance(to: revision)
    }

    /// Answers may overtake one another, so a revision never goes back.
    mutating func advance(to revision: Int64?) {
        guard let revision else { return }
        self.revision = max(self.revision ?? revision, revision)
    }
}

extension RegistryFacts.Entry {
    init(_ instance: InstanceInfo) {
        status = InstanceStatus(rawValue: instance.status.rawValue) ?? .unknown
        override =
            instance.overriddenStatus == .unknown ? nil : InstanceStatus(rawValue: instance.overriddenStatus.rawValue)
        healthCheckURL = instance.healthCheckURL
        zone = instance.zone
        color = instance.color.flatMap { Color(rawValue: $0) }
    }
}
