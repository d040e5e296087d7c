extension LeaseRegistry {
    /// One instance as listings show it.
    public func instance(_ key: InstanceKey) -> InstanceInfo? {
        entry(key).map { $0.record.listed(lastRenewal: $0.lease.lastRenewal) }
    }

    /// The instance of that id in any app; the first app by name when several have it.
    public func instance(anywhere id: String) -> InstanceInfo? {
        let app = apps.lazy.filter { $0.value.instances[id] != nil }.map(\.key).min()
        return app.flatMap { instance(InstanceKey(app: $0, id: id)) }
    }

    /// An app with its instances in order of their ids; nil when it has none.
    public func application(_ name: String) -> Application? {
        let name = name.uppercased()
        return apps[name].map { Application(name: name, instances: listed($0) { _ in true }) }
    }

    /// The whole registry, apps and instances in order.
    public var applications: Applications {
        let applications = apps.keys.sorted().compactMap { application($0) }
        return Applications(version: 1, hashCode: counts.hashCode, applications: applications)
    }

    /// Grows by one with each change; see ``changes(after:)``.
    public var deltaVersion: Int64 { deltas.version }

    /// Instances that changed after that version, in their present form; nil when that is too long ago.
    public func changes(after version: Int64) -> [InstanceInfo]? {
        deltas.changes(after: version)?.compactMap { key, deleted in instance(key) ?? deleted }
    }

    /// Instances reachable by a virtual address, exact in case; an instance may have several, comma-separated.
    ///
    /// Where no instance has that address, `<app>-blue`, `<app>-green` and `<app>-standby` reach what is alive of a color
    /// or not enabled, as if it were UP: see ``DerivedVIP``.
    public func applications(vip: String, secure: Bool) -> Applications {
        let listing = claimed(vip: vip, secure: secure)
        guard listing.applications.isEmpty, let derived = DerivedVIP(vip) else { return listing }
        return self.listing(derived)
    }

    private func claimed(vip: String, secure: Bool) -> Applications {
        var counts = StatusCounts()
        var applications: [Application] = []
        for name in apps.keys.sorted() {
            guard let app = apps[name] else { continue }
            let instances = listed(app) { claim in
                let addresses = secure ? claim.secureVIPAddress : claim.vipAddress
                return addresses?.split(separator: ",").contains { $0 == vip } ?? false
            }
            guard !instances.isEmpty else { continue }
            for instance in instances { counts.add(instance.status) }
            applications.append(Application(name: name, instances: instances))
        }
        return Applications(version: -1, hashCode: counts.hashCode, applications: applications)
    }

    /// What changed within the retention time, each instance once in its present form, with the hash of the whole.
    public mutating func delta(now: EpochMilliseconds) -> Applications {
        var byApp: [String: [InstanceInfo]] = [:]
        for (key, deleted) in deltas.recent(now: now) {
            guard let info = instance(key) ?? deleted else { continue }
            byApp[key.app, default: []].append(info)
        }
        let applications = byApp.keys.sorted().map { Application(name: $0, instances: byApp[$0] ?? []) }
        return Applications(version: deltas.version, hashCode: counts.hashCode, applications: applications)
    }

    private func listing(_ derived: DerivedVIP) -> Applications {
        guard let app = apps[derived.app] else { return Applications(version: -1, hashCode: "", applications: []) }
        let instances = app.instances.values.filter { derived.reaches($0.record) }
            .map { derived.listed($0.record.listed(lastRenewal: $0.lease.lastRenewal)) }
            .sorted { $0.effectiveID < $1.effectiveID }
        var counts = StatusCounts()
        for instance in instances { counts.add(instance.status) }
        let application = Application(name: derived.app, instances: instances)
        return Applications(
            version: -1, hashCode: counts.hashCode, applications: instances.isEmpty ? [] : [application])
    }

    private func listed(_ app: App, where isWanted: (InstanceInfo) -> Bool) -> [InstanceInfo] {
        app.instances.filter { isWanted($0.value.record.claim) }.sorted { $0.key < $1.key }
            .map { $0.value.record.listed(lastRenewal: $0.value.lease.lastRenewal) }
    }
}
