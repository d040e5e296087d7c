/// Eureka's documents in both formats: exact in what it writes, lenient in what it reads.
///
/// Output carries only the keys of Netflix's own server, in its types and order, because Spring's decoder refuses any
/// other; input is taken as Netflix's decoders take it.
public enum EurekaCodec {
    // MARK: Reading

    /// A registration body: one instance in its `instance` wrapper.
    public static func registration(
        from bytes: some Collection<UInt8>,
        format: WireFormat,
        limits: WireLimits = .registration
    ) throws(WireError) -> InstanceInfo {
        let decoding = InstanceDecoding(format: format, limits: limits, isRegistration: true)
        return try decoding.instance(try root("instance", of: bytes, format: format, limits: limits))
    }

    /// One instance as a registry lists it.
    public static func instance(
        from bytes: some Collection<UInt8>,
        format: WireFormat,
        limits: WireLimits = .listing
    ) throws(WireError) -> InstanceInfo {
        let decoding = InstanceDecoding(format: format, limits: limits, isRegistration: false)
        return try decoding.instance(try root("instance", of: bytes, format: format, limits: limits))
    }

    /// One app as a registry lists it.
    public static func application(
        from bytes: some Collection<UInt8>,
        format: WireFormat,
        limits: WireLimits = .listing
    ) throws(WireError) -> Application {
        let decoding = InstanceDecoding(format: format, limits: limits, isRegistration: false)
        return try application(try root("application", of: bytes, format: format, limits: limits), decoding)
    }

    /// A whole listing or a delta.
    public static func applications(
        from bytes: some Collection<UInt8>,
        format: WireFormat,
        limits: WireLimits = .listing
    ) throws(WireError) -> Applications {
        let decoding = InstanceDecoding(format: format, limits: limits, isRegistration: false)
        let value = try root("applications", of: bytes, format: format, limits: limits)
        var applications: [Application] = []
        for element in value.list("application") { applications.append(try application(element, decoding)) }
        return Applications(
            version: value["versions__delta"]?.integer ?? -1,
            hashCode: value["apps__hashcode"]?.text ?? "",
            applications: applications
        )
    }

    private static func application(
        _ value: WireValue,
        _ decoding: InstanceDecoding
    ) throws(WireError) -> Application {
        var application = Application(name: value["name"]?.text ?? "", instances: [])
        for element in value.list("instance") { application.instances.append(try decoding.instance(element)) }
        return application
    }

    private static func root(
        _ name: String,
        of bytes: some Collection<UInt8>,
        format: WireFormat,
        limits: WireLimits
    ) throws(WireError) -> WireValue {
        switch format {
        case .json:
            guard let value = try JSONReader.parse(bytes, limits: limits)[name] else {
                throw WireError("the \(name) wrapper is missing")
            }
            return value
        case .xml:
            let document = try XMLReader.parse(bytes, limits: limits)
            guard document.root == name else { throw WireError("the root element is not \(name)") }
            return document.value
        }
    }

    // MARK: Writing

    /// `{"instance":{…}}`, or the element.
    public static func encode(_ instance: InstanceInfo, format: WireFormat) -> [UInt8] {
        switch format {
        case .json:
            var writer = JSONWriter(capacity: 1536)
            writer.beginObject()
            writer.key("instance")
            writer.write(instance)
            writer.endObject()
            return writer.bytes
        case .xml:
            var writer = XMLWriter(capacity: 2048)
            writer.write(instance)
            return writer.bytes
        }
    }

    /// `{"application":{…}}`, or the element.
    public static func encode(_ application: Application, format: WireFormat, form: ListingForm = .full) -> [UInt8] {
        let capacity = 256 + application.instances.count * (format == .json ? 1280 : 1792)
        switch format {
        case .json:
            var writer = JSONWriter(capacity: capacity)
            writer.beginObject()
            writer.key("application")
            writer.write(application, form: form)
            writer.endObject()
            return writer.bytes
        case .xml:
            var writer = XMLWriter(capacity: capacity)
            writer.write(application, form: form)
            return writer.bytes
        }
    }

    /// `{"applications":{…}}`, or the element; the list is there even when empty.
    public static func encode(_ listing: Applications, format: WireFormat, form: ListingForm = .full) -> [UInt8] {
        let count = listing.applications.reduce(0) { $0 + $1.instances.count }
        let capacity = 256 + count * (format == .json ? 1280 : 1792)
        switch format {
        case .json:
            var writer = JSONWriter(capacity: capacity)
            writer.write(listing, form: form)
            return writer.bytes
        case .xml:
            var writer = XMLWriter(capacity: capacity)
            writer.write(listing, form: form)
            return writer.bytes
        }
    }
}

extension WireValue {
    /// The elements under `key`: a list, repeated members (XML), or a single one.
    fileprivate func list(_ key: String) -> [WireValue] {
        var elements: [WireValue] = []
        for member in members ?? [] where member.key == key {
            switch member.value {
            case .array(let values): elements.append(contentsOf: values)
            case .null: break
            default: elements.append(member.value)
            }
        }
        return elements
    }
}
