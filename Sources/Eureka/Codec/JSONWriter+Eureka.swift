extension JSONWriter {
    mutating func write(_ listing: Applications, form: ListingForm) {
        beginObject()
        key("applications")
        beginObject()
        if form == .full { writeHead(of: listing) }
        key("application")
        beginArray()
        for application in listing.applications { write(application, form: form) }
        endArray()
        if form == .compact { writeHead(of: listing) }
        endObject()
        endObject()
    }

    private mutating func writeHead(of listing: Applications) {
        key("versions__delta")
        quoted(listing.version)
        field("apps__hashcode", listing.hashCode)
    }

    mutating func write(_ application: Application, form: ListingForm) {
        beginObject()
        field("name", application.name)
        key("instance")
        beginArray()
        for instance in application.instances {
            switch form {
            case .full: write(instance)
            case .compact: writeCompact(instance)
            }
        }
        endArray()
        endObject()
    }

    /// Key order and types of Netflix's server.
    mutating func write(_ instance: InstanceInfo) {
        beginObject()
        field("instanceId", instance.instanceID)
        field("hostName", instance.hostName)
        field("app", instance.app)
        field("ipAddr", instance.ipAddress)
        field("sid", instance.sid)
        field("status", instance.status.rawValue)
        field("overriddenStatus", instance.overriddenStatus.rawValue)
        write("port", instance.port)
        write("securePort", instance.securePort)
        key("countryId")
        value(instance.countryID)
        write(instance.dataCenter ?? .myOwn, metadataKeys: nil)
        write(instance.lease)
        write(metadata: instance.metadata)
        field("appGroupName", instance.appGroupName)
        field("homePageUrl", instance.homePageURL)
        field("statusPageUrl", instance.statusPageURL)
        field("healthCheckUrl", instance.healthCheckURL)
        field("secureHealthCheckUrl", instance.secureHealthCheckURL)
        field("vipAddress", instance.vipAddress)
        field("secureVipAddress", instance.secureVIPAddress)
        key("isCoordinatingDiscoveryServer")
        quoted(instance.isCoordinatingDiscoveryServer)
        key("lastUpdatedTimestamp")
        quoted(instance.lastUpdatedTimestamp)
        key("lastDirtyTimestamp")
        quoted(instance.lastDirtyTimestamp)
        field("actionType", instance.actionType?.rawValue)
        field("asgName", instance.asgName)
        endObject()
    }

    private mutating func writeCompact(_ instance: InstanceInfo) {
        beginObject()
        field("instanceId", instance.instanceID)
        field("app", instance.app)
        field("ipAddr", instance.ipAddress)
        field("vipAddress", instance.vipAddress)
        field("secureVipAddress", instance.secureVIPAddress)
        write(instance.dataCenter ?? .myOwn, metadataKeys: DataCenterInfo.compactKeys)
        field("hostName", instance.hostName)
        field("status", instance.status.rawValue)
        key("lastUpdatedTimestamp")
        value(instance.lastUpdatedTimestamp)
        field("actionType", instance.actionType?.rawValue)
        field("asgName", instance.asgName)
        write("port", instance.port)
        write("securePort", instance.securePort)
        endObject()
    }

    private mutating func write(_ name: StaticString, _ port: PortInfo) {
        key(name)
        beginObject()
        key("$")
        value(port.number)
        key("@enabled")
        quoted(port.isEnabled)
        endObject()
    }

    private mutating func write(_ dataCenter: DataCenterInfo, metadataKeys: Set<String>?) {
        key("dataCenterInfo")
        beginObject()
        field("@class", dataCenter.className)
        field("name", (dataCenter.name ?? .myOwn).rawValue)
        if dataCenter.isAmazon {
            key("metadata")
            beginObject()
            for (name, text) in dataCenter.metadata.sortedByKey where metadataKeys?.contains(name) ?? true {
                key(name)
                value(text)
            }
            endObject()
        }
        endObject()
    }

    private mutating func write(_ lease: LeaseInfo) {
        key("leaseInfo")
        beginObject()
        key("renewalIntervalInSecs")
        value(lease.renewalIntervalSeconds)
        key("durationInSecs")
        value(lease.durationSeconds)
        key("registrationTimestamp")
        value(lease.registrationTimestamp)
        key("lastRenewalTimestamp")
        value(lease.lastRenewalTimestamp)
        key("evictionTimestamp")
        value(lease.evictionTimestamp)
        key("serviceUpTimestamp")
        value(lease.serviceUpTimestamp)
        endObject()
    }

    private mutating func write(metadata: [String: String]) {
        key("metadata")
        beginObject()
        if metadata.isEmpty { field("@class", javaEmptyMap) }
        for (name, text) in metadata.sortedByKey {
            key(name)
            value(text)
        }
        endObject()
    }
}

/// What Java's decoders are told an empty map is.
let javaEmptyMap = "java.util.Collections$EmptyMap"

extension DataCenterInfo {
    var className: String { isAmazon ? Self.amazonClassName : Self.defaultClassName }
    /// What the compact form keeps of Amazon's metadata.
    static let compactKeys: Set<String> = [
        "instance-id", "public-ipv4", "public-hostname", "local-ipv4", "availability-zone",
    ]
}

extension [String: String] {
    /// In one order always, so that equal instances have equal bytes.
    var sortedByKey: [(key: String, value: String)] {
        count < 2 ? map { ($0.key, $0.value) } : sorted { $0.key < $1.key }
    }
}
