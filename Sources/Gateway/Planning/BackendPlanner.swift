import RolloutCore

/// Compares one backend with the proxy and comes to the next commands: facts in, a plan out.
///
/// Enable: weight 0, ready, wait for exactly `UP`, weight. Disable: file, drain, wait for its requests, cut what is left
/// after the deadline, maintenance. A server that should be gone is deleted at the end. Each pass looks at the proxy
/// again, so the plan is the same wherever the gateway was stopped.
struct BackendPlanner {
    let wanted: WantedBackend
    let shown: [String: ProxyServer]
    let style: Fragment.Style
    /// For how long each draining server has been drained.
    let drained: [String: Duration]
    let drainDeadline: Duration
    /// The color of a server that is not listed any more.
    let colors: [String: Color]

    private var plan: BackendPlan
    /// Whether another server gets requests in place of those that are to be disabled.
    private let isSafe: Bool
    private let asksForNone: Bool

    init(
        wanted: WantedBackend, shown: [String: ProxyServer], style: Fragment.Style, drained: [String: Duration],
        drainDeadline: Duration, colors: [String: Color]
    ) {
        self.wanted = wanted
        self.shown = shown
        self.style = style
        self.drained = drained
        self.drainDeadline = drainDeadline
        self.colors = colors
        plan = BackendPlan(fragment: .init(name: wanted.name, healthPath: wanted.healthPath, servers: []))
        isSafe =
            !wanted.keepsLast
            || wanted.servers.contains { server in
                guard server.serves, let now = shown[server.name] else { return false }
                return now.takesTraffic && now.address == server.address
            }
        asksForNone = wanted.keepsLast && !wanted.servers.contains(where: \.serves)
    }

    /// The plan for a backend that the proxy has.
    mutating func makePlan() -> BackendPlan {
        for server in wanted.servers {
            if let now = shown[server.name] { change(server, now) } else { add(server) }
        }
        let names = Set(wanted.servers.map(\.name))
        for (name, now) in shown.sorted(by: { $0.key < $1.key }) where !names.contains(name) { remove(now) }
        return plan
    }

    /// The plan for a backend that the proxy learns of from the file only.
    static func planUnknown(_ wanted: WantedBackend) -> BackendPlan {
        BackendPlan(
            fragment: .init(
                name: wanted.name, healthPath: wanted.healthPath,
                servers: wanted.servers.map { Fragment.Server($0, isEnabled: $0.serves) }))
    }

    // MARK: One server

    private mutating func add(_ server: WantedBackend.Server) {
        write(server, isEnabled: false)
        plan.enabling += [
            command(
                server.name,
                .add(address: server.address, weight: server.weight, options: style.options(of: server.name))),
            command(server.name, .enableChecks),
        ]
        if server.serves { holdEnabling(server, "is being added") }
    }

    private mutating func change(_ server: WantedBackend.Server, _ now: ProxyServer) {
        guard now.address == server.address else { return move(server, now) }
        guard server.serves else {
            let isOut = retire(now)
            return write(server, isEnabled: !isOut)
        }
        if now.isReady, now.weight > 0 {
            write(server, isEnabled: true)
            if now.weight != server.weight { setWeight(server, now) }
            return
        }
        write(server, isEnabled: false)
        guard !now.lacksChecks else {
            plan.enabling.append(command(server.name, .enableChecks))
            return holdEnabling(server, "is not checked yet")
        }
        guard now.isReady else {
            if now.weight > 0 { plan.enabling.append(command(server.name, .setWeight(0, initial: now.initialWeight))) }
            plan.enabling.append(command(server.name, .ready))
            return holdEnabling(server, "is being made ready")
        }
        guard now.isUp else {
            plan.isWaiting = true
            let check = now.check.isEmpty ? "" : ", its health check says \(now.check)"
            return holdEnabling(server, "is \(now.status) in the proxy\(check)")
        }
        plan.fragment.servers[plan.fragment.servers.count - 1].isEnabled = true
        setWeight(server, now)
        holdEnabling(server, "is being given its weight")
    }

    /// It listens elsewhere than before: it leaves traffic, changes its address and comes back.
    private mutating func move(_ server: WantedBackend.Server, _ now: ProxyServer) {
        if now.isInMaintenance {
            write(server, isEnabled: false)
            plan.enabling.append(command(server.name, .setAddress(server.address)))
        } else if retire(now) {
            write(server, isEnabled: false)
        } else {
            var former = server
            former.address = now.address
            write(former, isEnabled: true)
        }
        if server.serves { holdEnabling(server, "moves from \(now.address) to \(server.address)") }
    }

    private mutating func remove(_ now: ProxyServer) {
        if now.isInMaintenance {
            // Refused while a connection is open to it; it is tried again, and keeps nothing from going on.
            plan.disabling.append(command(now.name, .delete))
        } else if !retire(now) {
            plan.fragment.servers.append(
                Fragment.Server(
                    name: now.name, color: colors[now.name] ?? .blue, address: now.address, weight: now.initialWeight,
                    isEnabled: true))
        }
    }

    /// Takes a server out of traffic, one command a pass; false when it has to stay because no other would be left.
    private mutating func retire(_ now: ProxyServer) -> Bool {
        if now.isInMaintenance { return true }
        let isIdle = now.isDraining || now.weight == 0
        guard isSafe || isIdle || (!now.takesTraffic && !asksForNone) else {
            plan.holds.append(
                Hold(
                    kind: .other,
                    sentence: asksForNone
                        ? "\(now.name) of \(wanted.app) stays: the registry lists none that is UP"
                        : "\(now.name) of \(wanted.app) stays: none that should serve is UP in the proxy"))
            return false
        }
        guard now.isDraining else {
            plan.disabling.append(command(now.name, .drain))
            return true
        }
        if now.sessions > 0 {
            guard drained[now.name] ?? .zero >= drainDeadline else {
                plan.isWaiting = true
                return true
            }
            plan.disabling.append(command(now.name, .cut(sessions: now.sessions)))
        }
        plan.disabling.append(command(now.name, .maintenance))
        return true
    }

    // MARK: Parts of the plan

    private mutating func setWeight(_ server: WantedBackend.Server, _ now: ProxyServer) {
        plan.enabling.append(command(server.name, .setWeight(server.weight, initial: now.initialWeight)))
    }

    private mutating func write(_ server: WantedBackend.Server, isEnabled: Bool) {
        plan.fragment.servers.append(Fragment.Server(server, isEnabled: isEnabled))
    }

    private mutating func holdEnabling(_ server: WantedBackend.Server, _ what: String) {
        plan.holds.append(Hold(kind: .enabling(server.color), sentence: "\(server.name) of \(wanted.app) \(what)"))
    }

    private func command(_ server: String, _ change: ProxyCommand.Change) -> ProxyCommand {
        ProxyCommand(backend: wanted.name, server: server, change: change)
    }
}

extension Fragment.Server {
    init(_ server: WantedBackend.Server, isEnabled: Bool) {
        self.init(
            name: server.name, color: server.color, address: server.address, weight: server.weight,
            isEnabled: isEnabled)
    }
}
