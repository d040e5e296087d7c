import Eureka

/// Eureka's two small tables at the top, with our own terms where its are guesses.
struct SystemStatus {
    let page: RegistryPage
    let apps: [AppSummary]

    func write(to html: inout HTMLWriter) {
        html.element(.dl, .class("facts")) { html in
            html.fact("Environment") { $0.text(environment) }
            html.fact("Current time (UTC)") { $0.moment(page.now) }
            html.fact("Uptime") {
                $0.text(PageTime.text(milliseconds: PageTime.elapsed(from: page.started, to: page.now)))
            }
            html.fact("Lease expiration enabled") { $0.text(expiration) }
            html.fact("Renews expected (per min)") { $0.text(String(renewsPerMinute)) }
            html.fact("Heartbeats in time") { html in
                let all = apps.flatMap(\.instances)
                let inTime = all.count { !$0.hasMissedHeartbeats(now: page.now) }
                html.text("\(inTime) of \(all.count)")
            }
        }
    }

    private var environment: String {
        switch page.store {
        case .standalone: "standalone"
        case .connected: "ZooKeeper"
        case .away: "ZooKeeper (away)"
        }
    }

    private var expiration: String {
        if page.store == .away { return "false: ZooKeeper is away" }
        if page.brake != nil { return "false: held after a mass loss" }
        return page.isLoaded ? "true" : "false: still loading"
    }

    private var renewsPerMinute: Int {
        let perMinute = apps.flatMap(\.instances).reduce(0.0) {
            $0 + 60 / Double(max(1, $1.lease.renewalIntervalSeconds))
        }
        return Int(perMinute.rounded())
    }
}
