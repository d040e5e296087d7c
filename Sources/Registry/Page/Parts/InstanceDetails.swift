import Eureka

/// Every instance with what the registry knows of it, folded by app.
struct InstanceDetails {
    /// How many instances are shown in all: beyond that a page is no help to anybody.
    static let most = 2000
    /// How many apps are shown.
    static let mostApps = 1000
    /// How many entries of an instance's metadata are shown.
    static let mostMetadata = 12

    let apps: [AppSummary]
    let now: EpochMilliseconds

    /// The id of an app's part; its name where that is fit to be one, so that the link to it lasts.
    static func id(of app: AppSummary, at index: Int) -> String {
        let isPlain = app.name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
            default: false
            }
        }
        // The two prefixes differ, so that no app can be named like another one's number.
        return isPlain && app.name.utf8.count <= 64 ? "app-\(app.name)" : "number-\(index)"
    }

    func write(to html: inout HTMLWriter) {
        guard !apps.isEmpty else { return html.element(.p, .class("quiet"), text: "No instances available.") }
        var left = Self.most
        for (index, app) in apps.prefix(Self.mostApps).enumerated() {
            let shown = Array(app.instances.prefix(left))
            left -= shown.count
            let id = Self.id(of: app, at: index)
            html.element(.details, .class("app")) { html in
                html.element(.summary, .id("\(id)-name")) { html in
                    html.foreign(app.name)
                    for status in EurekaStatus.pageOrder where app.counts[status] > 0 {
                        html.text(" ")
                        html.status(status, count: app.counts[status])
                    }
                }
                // Browsers open a folded part when what a link leads to is inside it.
                html.element(.div, .id(id)) { table(shown, heading: "\(id)-name").write(to: &$0) }
                if shown.count < app.instances.count {
                    html.element(.p, .class("quiet"), text: "And \(app.instances.count - shown.count) more.")
                }
            }
        }
    }

    private func table(_ instances: [InstanceInfo], heading: String) -> PageTable {
        let columns = ["Instance", "Status", "Address", "Heartbeat", "Registered (UTC)", "Metadata", "Links"]
        var table = PageTable(heading: heading, columns: columns, form: .scrolled)
        table.rows = instances.map { instance in
            [
                .init { html in
                    html.letter(of: instance)
                    html.foreign(instance.effectiveID)
                },
                .init { status(instance, &$0) },
                .init { address(instance, &$0) },
                .init { heartbeat(instance, &$0) },
                .init { $0.moment(instance.lease.registrationTimestamp) },
                .init { metadata(instance, &$0) },
                .init { links(instance, &$0) },
            ]
        }
        return table
    }

    private func status(_ instance: InstanceInfo, _ html: inout HTMLWriter) {
        html.status(instance.status)
        guard instance.overriddenStatus != .unknown else { return }
        html.text(" ")
        let isSame = instance.overriddenStatus == instance.status
        html.element(.small, text: isSame ? "by override" : "override \(instance.overriddenStatus.rawValue)")
    }

    private func address(_ instance: InstanceInfo, _ html: inout HTMLWriter) {
        html.foreign(instance.hostName)
        if instance.port.isEnabled { html.element(.span, .class("whole"), text: ":\(instance.port.number)") }
        if instance.securePort.isEnabled {
            html.element(.span, .class("whole"), text: " TLS :\(instance.securePort.number)")
        }
        guard instance.ipAddress != instance.hostName else { return }
        html.text(" ")
        html.element(.small) { $0.foreign(instance.ipAddress) }
    }

    private func heartbeat(_ instance: InstanceInfo, _ html: inout HTMLWriter) {
        html.text(instance.silence(now: now).map { PageTime.text(milliseconds: $0) + " ago" } ?? "–")
        if instance.hasMissedHeartbeats(now: now) { html.late("missed") }
        html.text(" ")
        let lease = instance.lease
        html.element(.small, text: "every \(lease.renewalIntervalSeconds) s, lease \(lease.durationSeconds) s")
    }

    private func metadata(_ instance: InstanceInfo, _ html: inout HTMLWriter) {
        let entries = instance.metadata.sorted { $0.key < $1.key }.filter { $0.key != "color" }
        if entries.isEmpty { return html.text("–") }
        for (index, (key, value)) in entries.prefix(Self.mostMetadata).enumerated() {
            if index > 0 { html.text(", ") }
            html.foreign(key)
            html.text("=")
            if Self.isSecret(key) { html.text("•••") } else { html.foreign(value) }
        }
        if entries.count > Self.mostMetadata { html.text(" and \(entries.count - Self.mostMetadata) more") }
    }

    /// Some clients tell their monitor's password this way; it need not be on a screen as well.
    private static func isSecret(_ key: String) -> Bool {
        let key = key.lowercased()
        return ["password", "passwd", "secret", "token", "credential", "apikey", "api-key"].contains {
            key.contains($0)
        }
    }

    // Not to listings of whole apps: who opens one counts as a reader, and a switch would wait for a browser.
    private func links(_ instance: InstanceInfo, _ html: inout HTMLWriter) {
        let given = [
            ("home", instance.homePageURL), ("status", instance.statusPageURL),
            ("health", instance.secureHealthCheckURL ?? instance.healthCheckURL),
        ]
        for (name, address) in given {
            guard let link = WebLink(address) else { continue }
            html.link(.web(link)) { $0.text(name) }
            html.text(" ")
        }
        let (app, id) = (PercentCoding.encoded(instance.app), PercentCoding.encoded(instance.effectiveID))
        html.link(.registry("eureka/apps/\(app)/\(id)")) { $0.text("record") }
    }
}
