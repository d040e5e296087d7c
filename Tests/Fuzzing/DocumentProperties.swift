// What must hold of any document from outside; an offence ends the process, which is how a fuzzer knows.

/// Reads the bytes as every document of that format, and checks what could be read.
func checkDocument(_ bytes: [UInt8], format: WireFormat) {
    if let instance = try? EurekaCodec.registration(from: bytes, format: format) {
        _ = instance.refusal(underApp: instance.app)
        expectSameInstance(instance, decodedWithin: .registration)
    }
    if let instance = try? EurekaCodec.instance(from: bytes, format: format) {
        expectSameInstance(instance, decodedWithin: .listing)
    }
    if let application = try? EurekaCodec.application(from: bytes, format: format) {
        for instance in application.instances { expectSameInstance(instance, decodedWithin: .listing) }
    }
    if let listing = try? EurekaCodec.applications(from: bytes, format: format) { expectSameListing(listing) }
}

/// An instance is within the limits it was read with, and is the same after a way through each format.
func expectSameInstance(_ instance: InstanceInfo, decodedWithin limits: WireLimits) {
    let names = [instance.app, instance.hostName, instance.instanceID ?? ""]
    guard names.allSatisfy({ $0.utf8.count <= limits.nameLength }) else { fatalError("a name is too long") }
    guard instance.metadata.count <= limits.metadataEntries,
        (instance.dataCenter?.metadata.count ?? 0) <= limits.metadataEntries
    else { fatalError("too many metadata entries") }
    for format in [WireFormat.json, .xml] {
        let written = EurekaCodec.encode(instance, format: format)
        expectLegal(written, format)
        guard let again = try? EurekaCodec.instance(from: written, format: format, limits: .own) else {
            fatalError("an instance is unreadable as \(format)")
        }
        guard again == instance.carried(by: format) else { fatalError("an instance changed as \(format)") }
        guard EurekaCodec.encode(again, format: format) == written else {
            fatalError("not the same bytes as \(format)")
        }
    }
}

/// A listing is the same after a way through each format, and its compact form can be read.
func expectSameListing(_ listing: Applications) {
    for format in [WireFormat.json, .xml] {
        var expected = listing
        expected.hashCode = carried(listing.hashCode, by: format)
        expected.applications = listing.applications.map { application in
            let instances = application.instances.map { $0.carried(by: format) }
            return Application(name: carried(application.name, by: format), instances: instances)
        }
        let written = EurekaCodec.encode(listing, format: format)
        expectLegal(written, format)
        guard let again = try? EurekaCodec.applications(from: written, format: format, limits: .own) else {
            fatalError("a listing is unreadable as \(format)")
        }
        guard again == expected else { fatalError("a listing changed as \(format)") }
        let compact = EurekaCodec.encode(listing, format: format, form: .compact)
        guard (try? EurekaCodec.applications(from: compact, format: format, limits: .own)) != nil else {
            fatalError("a compact listing is unreadable as \(format)")
        }
    }
}

/// XML 1.0 allows no other characters than these; a strict reader refuses the whole listing for one.
private func expectLegal(_ written: [UInt8], _ format: WireFormat) {
    guard format == .xml else { return }
    let text = String(decoding: written, as: UTF8.self)
    guard text.unicodeScalars.allSatisfy(isLegalInXML) else { fatalError("a character XML does not have") }
}

private func isLegalInXML(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0xFFFD, 0x10000...: true
    default: false
    }
}

/// The text as that format can carry it.
private func carried(_ text: String, by format: WireFormat) -> String {
    guard format == .xml else { return text }
    var carried = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { carried.append(isLegalInXML(scalar) ? scalar : "\u{FFFD}") }
    return String(carried)
}

extension WireLimits {
    /// For what we wrote ourselves: a character that XML does not have becomes one of three bytes.
    fileprivate static let own = WireLimits(values: 10_000_000, metadataEntries: 4096, nameLength: 3 * 4096)
}

extension InstanceInfo {
    /// What is written for an instance without a data center, or with one without a name.
    var withWrittenDefaults: InstanceInfo {
        var instance = self
        instance.dataCenter = dataCenter ?? .myOwn
        instance.dataCenter?.name = dataCenter?.name ?? .myOwn
        return instance
    }

    /// The instance as that format can carry it.
    fileprivate func carried(by format: WireFormat) -> InstanceInfo {
        var instance = withWrittenDefaults
        guard format == .xml else { return instance }
        func text(_ text: String) -> String { Fuzzing.carried(text, by: .xml) }
        for path in [\InstanceInfo.hostName, \.app, \.ipAddress] { instance[keyPath: path] = text(self[keyPath: path]) }
        let optional: [WritableKeyPath<InstanceInfo, String?>] = [
            \.instanceID, \.appGroupName, \.sid, \.homePageURL, \.statusPageURL, \.healthCheckURL,
            \.secureHealthCheckURL, \.vipAddress, \.secureVIPAddress, \.asgName,
        ]
        for path in optional { instance[keyPath: path] = self[keyPath: path].map(text) }
        instance.metadata = metadata.filter { !$0.key.isEmpty }.mapValues(text)
        if let data = dataCenter?.metadata {
            instance.dataCenter?.metadata = data.filter { !$0.key.isEmpty }.mapValues(text)
        }
        return instance
    }
}
