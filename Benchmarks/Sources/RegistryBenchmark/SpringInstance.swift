import Eureka

/// One instance as a Spring service registers it.
struct SpringInstance: Sendable {
    let app: String
    let id: String
    private(set) var info: InstanceInfo

    /// - Parameters:
    ///   - lease: how long it counts as alive without a heartbeat, in seconds.
    ///   - startedBefore: on its own clock it started within the day before that.
    init(number: Int, app: String, color: String?, lease: Int, startedBefore: Int64) {
        // Ids, ports and times as different from one another as in life: what is alike in all compresses to nothing.
        let scattered = UInt32(truncatingIfNeeded: number) &* 0x9E37_79B1
        let host = "10.\(20 + number / 62_500).\(number / 250 % 250).\(number % 250 + 1)"
        let port = 30_000 + Int(scattered % 30_000)
        let started = startedBefore - Int64(scattered % 86_400_000)
        id = "\(app):\(String(scattered, radix: 16))"
        self.app = app.uppercased()
        info = InstanceInfo(app: self.app, id: id, hostName: host, ipAddress: host, port: port)
        info.securePort = PortInfo(443, isEnabled: false)
        info.vipAddress = app
        info.secureVIPAddress = app
        info.homePageURL = "http://\(host):\(port)/"
        info.healthCheckURL = "http://\(host):\(port)/actuator/health"
        info.lease = LeaseInfo(renewalIntervalSeconds: 30, durationSeconds: lease)
        info.metadata = ["management.port": "\(port)"]
        if let color { info.metadata["color"] = color }
        info.lastUpdatedTimestamp = started
        info.lastDirtyTimestamp = started
    }

    /// The same one a moment later, with newer data.
    func renewed() -> SpringInstance {
        var renewed = self
        renewed.info.lastDirtyTimestamp += 1000
        renewed.info.metadata["build"] = "2"
        return renewed
    }

    var path: String { "/eureka/apps/\(app)/\(PercentCoding.encoded(id))" }
    var heartbeat: Call {
        Call(.put, "\(path)?status=UP&lastDirtyTimestamp=\(info.lastDirtyTimestamp)")
    }
    var registration: Call {
        Call(.post, "/eureka/apps/\(app)", body: EurekaCodec.encode(info, format: .json))
    }
}

extension [SpringInstance] {
    private static let apps = [
        "service-client", "service-orders", "service-billing", "service-catalog", "api-gateway",
    ]

    /// A fleet in a handful of apps; those of the first app have a color.
    static func fleet(_ count: Int, lease: Int, startedBefore: Int64) -> [SpringInstance] {
        (0..<count).map { number in
            let app = number % apps.count
            return SpringInstance(
                number: number, app: apps[app],
                color: app == 0 ? (number / apps.count).isMultiple(of: 2) ? "blue" : "green" : nil,
                lease: lease, startedBefore: startedBefore)
        }
    }
}
