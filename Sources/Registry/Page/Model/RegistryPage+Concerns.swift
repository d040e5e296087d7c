import Eureka

extension RegistryPage {
    /// Everything worth saying, the gravest first.
    var concerns: [Concern] {
        let apps = listing.applications.map(AppSummary.init)
        let all = ownConcerns + appConcerns(apps) + instanceConcerns(apps) + replicaConcerns + readerConcerns
        // `sorted` is stable: among equals the order above stays.
        return all.sorted { $0.severity > $1.severity }
    }

    // MARK: This registry

    private var ownConcerns: [Concern] {
        var concerns: [Concern] = []
        if !isLoaded {
            concerns.append(
                Concern(
                    .alarm, "This registry is still loading",
                    explanation:
                        "Clients are answered 503 until everything kept has been read, and keep what they have.",
                    evidence: .status))
        }
        if store == .away {
            concerns.append(
                Concern(
                    .alarm, "ZooKeeper is away",
                    explanation: "Discovery goes on answering from memory; no status changes and no lease expires.",
                    evidence: .status))
        }
        if let brake {
            let since = PageTime.text(milliseconds: PageTime.elapsed(from: brake.since, to: now))
            concerns.append(
                Concern(
                    .warning, "Evictions are held: \(brake.held) of \(brake.instances) leases ran out at once",
                    explanation: "Such a loss is more likely the network's than theirs. "
                        + "Instances that are really gone stay listed until bluegreen release-brake; held for \(since).",
                    evidence: .status))
        }
        if unwritten > 0 {
            concerns.append(
                Concern(
                    .note, "ZooKeeper has not got \(unwritten == 1 ? "one change" : "\(unwritten) changes") yet",
                    explanation: "Written as soon as it takes them.", evidence: .general))
        }
        return concerns
    }

    // MARK: Apps

    private func appConcerns(_ apps: [AppSummary]) -> [Concern] {
        func about(
            _ severity: Concern.Severity, _ one: String, _ several: String, _ explanation: String,
            where isConcerned: (AppSummary) -> Bool
        ) -> Concern? {
            let names = apps.filter(isConcerned).map(\.name)
            guard !names.isEmpty else { return nil }
            return Concern(
                severity, names, one: one, several: several, explanation: explanation, evidence: .instances)
        }
        return [
            about(
                .alarm, "has no instance UP", "have no instance UP", "Its clients have nowhere to go.",
                where: \.isDark),
            about(
                .warning, "has no way back", "have no way back",
                "One color serves, and the other has no instance standing by.", where: \.hasNoWayBack),
            about(
                .note, "is served by both colors", "are served by both colors", "A switch is under way.",
                where: \.isServingBoth),
            about(
                .note, "has not served yet", "have not served yet", "None of its instances has ever been UP.",
                where: { $0.up == 0 && !$0.isDark }),
        ].compactMap { $0 }
    }

    private func instanceConcerns(_ apps: [AppSummary]) -> [Concern] {
        let instances = apps.flatMap(\.instances)
        let failing = instances.filter { $0.status == .down || $0.status == .unknown }
        let silent = instances.filter { $0.hasMissedHeartbeats(now: now) }
        var concerns: [Concern] = []
        if !failing.isEmpty {
            concerns.append(
                Concern(
                    .warning, noun: "Instance", failing.map(\.effectiveID), one: "says that it cannot serve",
                    several: "say that they cannot serve",
                    explanation: "DOWN or UNKNOWN; clients are not sent there.", evidence: .instances))
        }
        if !silent.isEmpty {
            concerns.append(
                Concern(
                    .warning, noun: "Instance", silent.map(\.effectiveID), one: "has missed heartbeats",
                    several: "have missed heartbeats",
                    explanation: "Evicted when the lease runs out, unless it is heard again.", evidence: .details))
        }
        return concerns
    }

    // MARK: Replicas and readers

    private var replicaConcerns: [Concern] {
        let silent = replicas.filter { !$0.isAvailable(now: now) }
        let differing = replicas.filter { $0.isAvailable(now: now) && $0.agrees(with: listing.hashCode) == false }
        var concerns: [Concern] = []
        if !silent.isEmpty {
            concerns.append(
                Concern(
                    .warning, noun: "Replica", silent.map(\.name), one: "is not heard", several: "are not heard",
                    explanation: "Heartbeats it takes do not reach this registry.", evidence: .replicas))
        }
        if !differing.isEmpty {
            concerns.append(
                Concern(
                    .warning, noun: "Replica", differing.map(\.name), one: "lists something else",
                    several: "list something else",
                    explanation: "Normal for a moment after a change; if it stays, its clients are told otherwise.",
                    evidence: .replicas))
        }
        return concerns
    }

    private var readerConcerns: [Concern] {
        let behind = readers.readers.map { ($0, ReaderStanding($0, revision: readers.revision, now: now)) }
            .filter { $0.1 != .current }
        let overdue = Self.addresses(behind.filter(\.1.isOverdue).map(\.0))
        let due = Self.addresses(behind.filter { !$0.1.isOverdue }.map(\.0))
        var concerns: [Concern] = []
        if !overdue.isEmpty {
            concerns.append(
                Concern(
                    .warning, noun: "Reader", overdue, one: "should have fetched the latest change by now",
                    several: "should have fetched the latest change by now",
                    explanation: "It may still send traffic where it went before.", evidence: .readers))
        }
        if !due.isEmpty {
            concerns.append(
                Concern(
                    .note, noun: "Reader", due, one: "has not fetched the latest change yet",
                    several: "have not fetched the latest change yet", explanation: "That is not late yet.",
                    evidence: .readers))
        }
        if let since = readers.since, since > now {
            concerns.append(
                Concern(
                    .note, "There may be readers that are not listed yet",
                    explanation: "Those of before the restart show up within "
                        + PageTime.textAhead(milliseconds: PageTime.elapsed(from: now, to: since)) + ".",
                    evidence: .readers))
        }
        return concerns
    }

    /// Each address once: several readers may run on one machine.
    static func addresses(_ readers: [RegistryReader]) -> [String] {
        var seen: Set<String> = []
        return readers.map { $0.address.isEmpty ? "without an address" : $0.address }.filter {
            seen.insert($0).inserted
        }
    }
}

extension RegistryPage.Replica {
    /// Whether it lists as many instances of each status; nil when it has not said what it lists.
    func agrees(with hashCode: String) -> Bool? {
        if isThis { return true }
        return self.hashCode.map { $0 == hashCode }
    }
}
