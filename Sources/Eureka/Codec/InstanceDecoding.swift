/// How strictly an instance is read.
struct InstanceDecoding {
    var format: WireFormat
    var limits: WireLimits
    /// Refuse what a genuine server refuses in a registration; a listing is read more patiently.
    var isRegistration: Bool

    /// Reads what clients and servers send, with the leniency of Eureka's own decoders (`eureka.md` §1.4).
    func instance(_ value: WireValue) throws(WireError) -> InstanceInfo {
        guard let members = value.members else { throw WireError("an instance must be an object") }
        var instance = InstanceInfo(app: "", hostName: "", ipAddress: "")
        var hasApp = false
        for member in members {
            try checkLength(member)
            if try readIdentity(member, into: &instance) {
                hasApp = hasApp || (member.key == "app" && member.value.text != nil)
            } else if try !readTerms(member, into: &instance), try !readAddress(member, into: &instance) {
                guard !isRegistration || member.value.isScalar || member.key.hasPrefix("@") else {
                    throw WireError("unknown object or list in an instance")
                }
            }
        }
        if isRegistration, !hasApp { throw WireError("an instance without an app") }
        return instance
    }

    private func checkLength(_ member: WireValue.Member) throws(WireError) {
        guard member.key == "app" || member.key == "instanceId" || member.key == "hostName" else { return }
        guard (member.value.text?.utf8.count ?? 0) <= limits.nameLength else { throw WireError("a name is too long") }
    }

    private func readIdentity(
        _ member: WireValue.Member,
        into instance: inout InstanceInfo
    ) throws(WireError) -> Bool {
        let value = member.value
        switch member.key {
        case "instanceId": instance.instanceID = value.text
        case "hostName": instance.hostName = value.text ?? ""
        case "app": instance.app = value.text ?? ""
        case "ipAddr": instance.ipAddress = value.text ?? ""
        case "sid": instance.sid = value.text.flatMap { $0 == "na" || $0 == "unknown" ? nil : $0 }
        case "status": if let text = value.text { instance.status = status(text) }
        case "overriddenStatus", "overriddenstatus":
            if let text = value.text { instance.overriddenStatus = status(text) }
        case "appGroupName": instance.appGroupName = value.text?.uppercased()
        case "asgName": instance.asgName = value.text
        default: return false
        }
        try requireScalar(value)
        return true
    }

    private func readTerms(_ member: WireValue.Member, into instance: inout InstanceInfo) throws(WireError) -> Bool {
        let value = member.value
        switch member.key {
        case "port": instance.port = try port(value, default: .defaultPlain, enabledByDefault: true)
        case "securePort": instance.securePort = try port(value, default: .defaultSecure, enabledByDefault: false)
        case "dataCenterInfo": instance.dataCenter = try dataCenter(value)
        case "leaseInfo": instance.lease = lease(value)
        case "metadata": instance.metadata = try metadata(value)
        default: return false
        }
        return true
    }

    private func readAddress(_ member: WireValue.Member, into instance: inout InstanceInfo) throws(WireError) -> Bool {
        let value = member.value
        switch member.key {
        case "homePageUrl": instance.homePageURL = value.text
        case "statusPageUrl": instance.statusPageURL = value.text
        case "healthCheckUrl": instance.healthCheckURL = value.text
        case "secureHealthCheckUrl": instance.secureHealthCheckURL = value.text
        case "vipAddress": instance.vipAddress = value.text
        case "secureVipAddress": instance.secureVIPAddress = value.text
        case "countryId": instance.countryID = Int(value.integer ?? 1)
        case "isCoordinatingDiscoveryServer": instance.isCoordinatingDiscoveryServer = value.text == "true"
        case "lastUpdatedTimestamp": instance.lastUpdatedTimestamp = value.integer ?? 0
        case "lastDirtyTimestamp": instance.lastDirtyTimestamp = value.integer ?? 0
        case "actionType": instance.actionType = value.text.flatMap(ActionType.init(rawValue:))
        default: return false
        }
        try requireScalar(value)
        return true
    }

    private func requireScalar(_ value: WireValue) throws(WireError) {
        guard value.isScalar || !isRegistration || value["$"] != nil else { throw WireError("text expected") }
    }

    /// Exact names in JSON; XML is upper-cased first, as Eureka does. Anything else is UNKNOWN.
    private func status(_ text: String) -> EurekaStatus {
        EurekaStatus(rawValue: format == .xml ? text.uppercased() : text) ?? .unknown
    }

    private func port(
        _ value: WireValue,
        default fallback: PortInfo,
        enabledByDefault: Bool
    ) throws(WireError) -> PortInfo {
        if case .null = value { return fallback }
        guard value.members != nil else {
            guard format == .xml, let number = value.integer else { throw WireError("a port must be an object") }
            return PortInfo(Int(number), isEnabled: enabledByDefault)
        }
        let number = value["$"]?.integer.map(Int.init) ?? fallback.number
        let enabled = value["@enabled"]?.text.map { $0.lowercased() == "true" } ?? enabledByDefault
        return PortInfo(number, isEnabled: enabled)
    }

    private func dataCenter(_ value: WireValue) throws(WireError) -> DataCenterInfo? {
        if case .null = value { return nil }
        guard value.members != nil || format == .xml else { throw WireError("a data center must be an object") }
        let className = value["@class"]?.text ?? (format == .xml ? DataCenterInfo.defaultClassName : "")
        guard DataCenterInfo.knownClassNames.contains(className) else { throw WireError("unknown data center class") }
        let isAmazon = className == DataCenterInfo.amazonClassName
        var name: DataCenterInfo.Name?
        if let text = value["name"]?.text {
            name = DataCenterInfo.Name(rawValue: text)
            if name == nil { throw WireError("unknown data center name") }
        }
        guard isAmazon else { return DataCenterInfo(name: name) }
        guard let metadata = value["metadata"] else { throw WireError("an Amazon data center without metadata") }
        return DataCenterInfo(name: name, isAmazon: true, metadata: try self.metadata(metadata))
    }

    private func lease(_ value: WireValue) -> LeaseInfo {
        func seconds(_ key: String) -> Int {
            // Above ten years a lease is none; the limit keeps sums of milliseconds in range.
            Int(min(max(value[key]?.integer ?? 0, 0), 315_360_000))
        }
        var lease = LeaseInfo(
            renewalIntervalSeconds: seconds("renewalIntervalInSecs"),
            durationSeconds: seconds("durationInSecs")
        )
        guard !isRegistration else { return lease }
        lease.registrationTimestamp = value["registrationTimestamp"]?.integer ?? 0
        lease.lastRenewalTimestamp = value["lastRenewalTimestamp"]?.integer ?? 0
        lease.evictionTimestamp = value["evictionTimestamp"]?.integer ?? 0
        lease.serviceUpTimestamp = value["serviceUpTimestamp"]?.integer ?? 0
        return lease
    }

    private func metadata(_ value: WireValue) throws(WireError) -> [String: String] {
        guard let members = value.members else { return [:] }
        guard members.count <= limits.metadataEntries else { throw WireError("too many metadata entries") }
        var entries: [String: String] = [:]
        for member in members {
            // Attributes and text between the entries are none of them.
            if format == .xml, member.key == "$" || member.key.hasPrefix("@") { continue }
            let key = format == .xml ? XMLName.unescaped(member.key) : member.key
            // Java's class of the map, which Eureka's JSON puts among the entries.
            guard key != "@class" else { continue }
            if case .null = member.value {
                entries[key] = "null"
            } else if let text = member.value.text ?? member.value["$"]?.text {
                entries[key] = text
            } else if isRegistration {
                throw WireError("an object in metadata")
            }
        }
        return entries
    }
}
