import Eureka

/// Reads a registry's answers as strictly as any client does, and as exactly as a genuine server writes them.
///
/// Spring's decoder refuses unknown fields, single objects for lists and unknown statuses, Netflix's an object too many;
/// Python's wants a class and integers; all of them misread what comes twice or in another type. Here all of that is a
/// ``Refusal``.
enum StrictClient {
    enum Document {
        case everything
        case delta
        case vip
        case app
        case instance

        /// The document a path is answered with; nil for other paths.
        init?(path: String) {
            var segments = path.prefix { $0 != "?" }.split(separator: "/")
            guard !segments.isEmpty, segments.removeFirst() == "eureka" else { return nil }
            if segments.first == "v2" { segments.removeFirst() }
            switch (segments.first, segments.count) {
            case ("apps", 1): self = .everything
            case ("apps", 2): self = segments[1] == "delta" ? .delta : .app
            case ("apps", 3), ("instances", 2): self = .instance
            case ("vips", 2), ("svips", 2): self = .vip
            default: return nil
            }
        }

        var wrapper: String {
            switch self {
            case .everything, .delta, .vip: "applications"
            case .app: "application"
            case .instance: "instance"
            }
        }
    }

    static func read(
        _ bytes: [UInt8], _ document: Document, _ format: WireFormat, _ form: ListingForm = .full
    ) throws(Refusal) -> SeenListing {
        // A single instance has no compact form.
        let form = document == .instance ? .full : form
        let listing =
            switch format {
            case .json: try StrictJSON(form: form).listing(try JSONText(bytes), document)
            case .xml: try StrictXML(form: form).listing(try XMLText(bytes), document)
            }
        try check(listing, document, form)
        return listing
    }

    /// What is wrong although every field by itself is right.
    private static func check(
        _ listing: SeenListing, _ document: Document, _ form: ListingForm
    ) throws(Refusal) {
        let actual = SeenListing.hash(of: listing.instances)
        switch document {
        case .everything:
            guard listing.version == "1", listing.hash == actual else {
                throw Refusal("the hash is not that of the list")
            }
        case .vip:
            guard listing.version == "-1", listing.hash == actual else {
                throw Refusal("the hash is not that of the list")
            }
        case .delta:
            guard let version = listing.version, Int64(version) ?? -1 >= 0 else { throw Refusal("no version") }
            try checkHash(listing.hash ?? "")
        case .app, .instance: break
        }
        for app in listing.apps {
            guard app.name == app.name.uppercased(), !app.instances.isEmpty else {
                throw Refusal("the app \(app.name)")
            }
            guard Set(app.instances.map(SeenListing.id)).count == app.instances.count else {
                throw Refusal("an instance is there twice")
            }
            for instance in app.instances {
                guard instance["app"] == app.name else { throw Refusal("an instance of another app") }
                let isDeleted = instance["actionType"] == "DELETED"
                guard !isDeleted || document == .delta else { throw Refusal("a deleted instance in a listing") }
                guard form == .compact || (instance["leaseInfo.evictionTimestamp"] != "0") == isDeleted else {
                    throw Refusal("the time of eviction does not go with \(instance["actionType"] ?? "")")
                }
            }
        }
        guard Set(listing.apps.map(\.name)).count == listing.apps.count else { throw Refusal("an app is there twice") }
    }

    /// `STATUS_count_` for each status there is, in alphabetical order.
    private static func checkHash(_ hash: String) throws(Refusal) {
        var rest = hash[...]
        for status in ["DOWN_", "OUT_OF_SERVICE_", "STARTING_", "UNKNOWN_", "UP_"] where rest.hasPrefix(status) {
            rest = rest.dropFirst(status.count)
            let count = rest.prefix { $0 != "_" }
            guard try Self.digits(String(count)) != "0", !rest.isEmpty else { throw Refusal("no hash: \(hash)") }
            rest = rest.dropFirst(count.count + 1)
        }
        guard rest.isEmpty else { throw Refusal("no hash: \(hash)") }
    }

    static func status(_ text: String) throws(Refusal) -> String {
        guard ["UP", "DOWN", "STARTING", "OUT_OF_SERVICE", "UNKNOWN"].contains(text) else {
            throw Refusal("no status: \(text)")
        }
        return text
    }

    static func action(_ text: String) throws(Refusal) -> String {
        guard ["ADDED", "MODIFIED", "DELETED"].contains(text) else { throw Refusal("no action: \(text)") }
        return text
    }

    static func flag(_ text: String) throws(Refusal) -> String {
        guard text == "true" || text == "false" else { throw Refusal("neither true nor false: \(text)") }
        return text
    }

    static func digits(_ text: String) throws(Refusal) -> String {
        guard let number = Int64(text), number >= 0, String(number) == text else { throw Refusal("no number: \(text)") }
        return text
    }

    static func port(_ text: String) throws(Refusal) -> String {
        guard let number = Int64(text), (0...65535).contains(number) else { throw Refusal("no port: \(text)") }
        return text
    }

    /// Amazon's kind has metadata, the others have none.
    static func dataCenter(_ className: String, _ name: String, hasMetadata: Bool) throws(Refusal) {
        let classes = [
            StrictField.amazonClass, "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo",
            "com.netflix.appinfo.MyDataCenterInfo",
        ]
        guard classes.contains(className) else { throw Refusal("no class: \(className)") }
        guard ["Netflix", "Amazon", "MyOwn"].contains(name) else { throw Refusal("no data center: \(name)") }
        guard hasMetadata == (className == StrictField.amazonClass) else { throw Refusal("metadata of a data center") }
    }
}
