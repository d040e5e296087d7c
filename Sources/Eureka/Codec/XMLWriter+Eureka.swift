extension XMLWriter {
    mutating func write(_ listing: Applications, form: ListingForm) {
        begin("applications")
        element("versions__delta", listing.version)
        element("apps__hashcode", listing.hashCode)
        for application in listing.applications { write(application, form: form) }
        end("applications")
    }

    mutating func write(_ application: Application, form: ListingForm) {
        begin("application")
        element("name", application.name)
        for instance in application.instances {
            switch form {
            case .full: write(instance)
            case .compact: writeCompact(instance)
            }
        }
        end("application")
    }

    mutating func write(_ instance: InstanceInfo, as name: String = "instance") {
        begin(name)
        element("instanceId", instance.instanceID)
        element("hostName", instance.hostName)
        element("app", instance.app)
        element("ipAddr", instance.ipAddress)
        element("sid", instance.sid)
        element("status", instance.status.rawValue)
        element("overriddenstatus", instance.overriddenStatus.rawValue)
        write("port", instance.port)
        write("securePort", instance.securePort)
        element("countryId", instance.countryID)
        write(instance.dataCenter ?? .myOwn, metadataKeys: nil)
        write(instance.lease)
        write(metadata: instance.metadata)
        element("appGroupName", instance.appGroupName)
        element("homePageUrl", instance.homePageURL)
        element("statusPageUrl", instance.statusPageURL)
        element("healthCheckUrl", instance.healthCheckURL)
        element("secureHealthCheckUrl", instance.secureHealthCheckURL)
        element("vipAddress", instance.vipAddress)
        element("secureVipAddress", instance.secureVIPAddress)
        element("isCoordinatingDiscoveryServer", instance.isCoordinatingDiscoveryServer ? "true" : "false")
        element("lastUpdatedTimestamp", instance.lastUpdatedTimestamp)
        element("lastDirtyTimestamp", instance.lastDirtyTimestamp)
        element("actionType", instance.actionType?.rawValue)
        element("asgName", instance.asgName)
        end(name)
    }

    private mutating func writeCompact(_ instance: InstanceInfo) {
        begin("instance")
        element("instanceId", instance.instanceID)
        element("app", instance.app)
        element("ipAddr", instance.ipAddress)
        element("vipAddress", instance.vipAddress)
        element("secureVipAddress", instance.secureVIPAddress)
        write(instance.dataCenter ?? .myOwn, metadataKeys: DataCenterInfo.compactKeys)
        element("hostName", instance.hostName)
        element("status", instance.status.rawValue)
        element("lastUpdatedTimestamp", instance.lastUpdatedTimestamp)
        element("actionType", instance.actionType?.rawValue)
        element("asgName", instance.asgName)
        write("port", instance.port)
        write("securePort", instance.securePort)
        end("instance")
    }

    private mutating func write(_ name: String, _ port: PortInfo) {
        element(name, String(port.number), attribute: ("enabled", port.isEnabled ? "true" : "false"))
    }

    private mutating func write(_ dataCenter: DataCenterInfo, metadataKeys: Set<String>?) {
        begin("dataCenterInfo", attribute: ("class", dataCenter.className))
        element("name", (dataCenter.name ?? .myOwn).rawValue)
        if dataCenter.isAmazon {
            begin("metadata")
            for (name, text) in dataCenter.metadata.sortedByKey where metadataKeys?.contains(name) ?? true {
                entry(name, text)
            }
            end("metadata")
        }
        end("dataCenterInfo")
    }

    private mutating func write(_ lease: LeaseInfo) {
        begin("leaseInfo")
        element("renewalIntervalInSecs", lease.renewalIntervalSeconds)
        element("durationInSecs", lease.durationSeconds)
        element("registrationTimestamp", lease.registrationTimestamp)
        element("lastRenewalTimestamp", lease.lastRenewalTimestamp)
        element("evictionTimestamp", lease.evictionTimestamp)
        element("serviceUpTimestamp", lease.serviceUpTimestamp)
        end("leaseInfo")
    }

    private mutating func write(metadata: [String: String]) {
        guard !metadata.isEmpty else {
            empty("metadata", attribute: ("class", javaEmptyMap))
            return
        }
        begin("metadata")
        for (name, text) in metadata.sortedByKey { entry(name, text) }
        end("metadata")
    }

    /// XML has no element without a name, so an entry without a key is left out.
    private mutating func entry(_ name: String, _ text: String) {
        if !name.isEmpty { element(XMLName.escaped(name), text) }
    }
}
