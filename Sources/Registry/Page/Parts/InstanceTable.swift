import Eureka

/// Eureka's main table: one row an app, its instances by status, and which color serves.
struct InstanceTable {
    /// So many instances of one status are listed openly; more are folded.
    static let mostOpen = 6
    /// So many are listed at all.
    static let mostListed = 100
    /// So many apps are listed.
    static let mostApps = 1000

    let apps: [AppSummary]

    func write(to html: inout HTMLWriter) {
        guard !apps.isEmpty else { return html.element(.p, .class("quiet"), text: "No instances available.") }
        var table = PageTable(
            heading: PageSection.instances.rawValue, columns: ["Application", "Color", "Availability", "Status"],
            form: .cards)
        table.rows = apps.prefix(Self.mostApps).enumerated().map { index, app in
            [
                .init { html in
                    guard index < InstanceDetails.mostApps else { return html.foreign(app.name) }
                    html.link(.page(InstanceDetails.id(of: app, at: index))) { $0.foreign(app.name) }
                },
                .init { colors(app, &$0) },
                .whole("\(app.up) of \(app.instances.count) UP"),
                .init { groups(app, &$0) },
            ]
        }
        table.write(to: &html)
        if apps.count > Self.mostApps {
            html.element(.p, .class("quiet"), text: "And \(apps.count - Self.mostApps) more apps.")
        }
    }

    private func colors(_ app: AppSummary, _ html: inout HTMLWriter) {
        guard app.isManaged else { return html.element(.span, .class("quiet"), text: "no color") }
        for fleet in [app.blue, app.green] { lane(fleet, &html) }
        if app.hasNoWayBack { html.late("no way back") }
    }

    private func lane(_ fleet: FleetSummary, _ html: inout HTMLWriter) {
        let kind = fleet.isServing ? "serving" : fleet.count == 0 ? "absent" : "standby"
        html.element(.div, .class("lane \(kind)")) { html in
            html.element(.span, .class("letter \(fleet.color.rawValue) \(kind)"), .hidden, text: fleet.color.letter)
            html.text(" \(fleet.color.rawValue) ")
            if fleet.count == 0 {
                html.text("none")
            } else if fleet.isServing {
                html.element(.strong, text: "serves")
                html.text(", \(fleet.up) of \(fleet.count)")
            } else if fleet.standby > 0 {
                html.text("stands by, \(fleet.standby) of \(fleet.count)")
            } else {
                html.text("not ready, 0 of \(fleet.count)")
            }
        }
    }

    private func groups(_ app: AppSummary, _ html: inout HTMLWriter) {
        for status in EurekaStatus.pageOrder where app.counts[status] > 0 {
            let instances = app.instances.filter { $0.status == status }
            if instances.count > Self.mostOpen {
                html.element(.details, .class("group")) { html in
                    html.element(.summary) { $0.status(status, count: instances.count) }
                    html.element(.p) { list(instances, &$0) }
                }
            } else {
                html.element(.p, .class("group")) { html in
                    html.status(status, count: instances.count)
                    html.text(" – ")
                    list(instances, &html)
                }
            }
        }
    }

    private func list(_ instances: [InstanceInfo], _ html: inout HTMLWriter) {
        for (index, instance) in instances.prefix(Self.mostListed).enumerated() {
            if index > 0 { html.text(", ") }
            html.element(.span, .class("instance")) { html in
                html.letter(of: instance)
                html.link(WebLink(instance.statusPageURL) ?? WebLink(instance.homePageURL)) {
                    $0.foreign(instance.effectiveID)
                }
            }
        }
        if instances.count > Self.mostListed { html.text(" and \(instances.count - Self.mostListed) more") }
    }
}
