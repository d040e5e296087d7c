import Eureka

@testable import Registry

/// Pages to look at: plain values, put together by hand.
enum PageFixture {
    static let now: EpochMilliseconds = 1_767_225_600_000

    static func instance(
        _ id: String, _ status: EurekaStatus = .up, color: String? = nil, app: String = "PAYMENTS"
    ) -> InstanceInfo {
        var info = InstanceInfo(app: app, id: id, hostName: "host", ipAddress: "10.0.0.1", port: 8080, status: status)
        info.metadata = color.map { ["color": $0] } ?? [:]
        info.lease.registrationTimestamp = now - 60_000
        info.lease.lastRenewalTimestamp = now - 4000
        info.lease.serviceUpTimestamp = status == .up ? now - 50_000 : 0
        return info
    }

    static func reader(
        _ address: String, revision: Int64, ago: Int64 = 2000, interval: Int64 = 10_000, userAgent: String = "Java/17"
    ) -> RegistryReader {
        RegistryReader(
            address: address, userAgent: userAgent, lastFetch: now - ago, intervalMilliseconds: interval,
            revision: revision, fetches: 9, gateway: false)
    }

    static func page(_ instances: [InstanceInfo], readers: [RegistryReader] = [], revision: Int64 = 812) -> RegistryPage
    {
        var counts = StatusCounts()
        for instance in instances { counts.add(instance.status) }
        let apps = Dictionary(grouping: instances, by: \.app).sorted { $0.key < $1.key }
            .map { Application(name: $0.key, instances: $0.value) }
        let listing = Applications(version: 1, hashCode: counts.hashCode, applications: apps)
        var page = RegistryPage(
            name: "10.0.0.5:8761", now: now, started: now - 3_600_000, listing: listing,
            readers: RegistryReaders(revision: revision, readers: readers, now: now, since: now - 3_600_000),
            maximumInstances: 1000)
        page.replicas = [.init(name: "10.0.0.5:8761", isThis: true, revision: revision, hashCode: counts.hashCode)]
        return page
    }

    /// A fleet as it should be: green serves, blue stands by, and the one reader has seen it.
    static var well: RegistryPage {
        let blue = (1...3).map { instance("b\($0)", .outOfService, color: "blue") }
        let green = (1...3).map { instance("g\($0)", .up, color: "green") }
        return page(blue + green, readers: [reader("10.0.0.9", revision: 812)])
    }

    /// A page on which `text` stands wherever somebody else's words can.
    static func everywhere(_ text: String) -> RegistryPage {
        let colors = ["blue", "green", nil]
        var instances: [InstanceInfo] = []
        for (status, color) in zip(EurekaStatus.allCases, colors + colors) {
            var info = instance(text + status.rawValue, status, color: color, app: text)
            info.hostName = text
            info.ipAddress = text + "1"
            for address in [\InstanceInfo.homePageURL, \.statusPageURL, \.healthCheckURL, \.secureHealthCheckURL] {
                info[keyPath: address] = text
            }
            info.vipAddress = text
            info.metadata["k" + text] = "v" + text
            instances.append(info)
        }
        instances.append(instance("silent" + text, app: text + "2"))
        instances[instances.count - 1].lease.lastRenewalTimestamp = 1
        var page = page(
            instances,
            readers: [
                reader("a" + text, revision: 0, userAgent: "u" + text),
                reader("b" + text, revision: 0, ago: 90_000, userAgent: "u" + text),
            ])
        page.name = text
        page.listing.hashCode = "h" + text
        page.replicas.append(.init(name: "r" + text, isThis: false, revision: 1, hashCode: "x" + text, heard: now))
        page.replicas.append(.init(name: "s" + text, isThis: false))
        page.registered = [.init(time: now, app: text, id: text)]
        page.cancelled = [.init(time: now, app: text, id: text, ending: .expired)]
        page.brake = .init(held: 3, instances: 9, since: now - 9000)
        return page
    }
}
