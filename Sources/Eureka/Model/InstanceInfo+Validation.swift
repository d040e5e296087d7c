extension InstanceInfo {
    /// The first reason to refuse this as a registration under `app`, in Eureka's own words; nil when it is fine.
    ///
    /// Order and wording are those of Netflix's `ApplicationResource.addInstance`.
    public func refusal(underApp app: String) -> String? {
        if effectiveID.isBlank { return "Missing instanceId" }
        if hostName.isBlank { return "Missing hostname" }
        if ipAddress.isBlank { return "Missing ip address" }
        if self.app.isBlank { return "Missing appName" }
        let expected = app.uppercased()
        let actual = self.app.uppercased()
        if expected != actual { return "Mismatched appName, expecting \(expected) but was \(actual)" }
        guard let dataCenter else { return "Missing dataCenterInfo" }
        if dataCenter.name == nil { return "Missing dataCenterInfo Name" }
        return excess
    }
}

extension String {
    fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
