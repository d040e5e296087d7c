/// A field of an instance as a genuine server writes it.
struct StrictField: Equatable {
    enum Kind {
        case text
        case status
        case action
        case port
        /// A number in JSON.
        case number
        /// Digits in a string in JSON.
        case digits
        /// `"true"` or `"false"`.
        case flag
        case dataCenter
        case lease
        case metadata
    }

    let name: String
    let kind: Kind
    let isRequired: Bool

    private init(_ name: String, _ kind: Kind = .text, required isRequired: Bool = false) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
    }

    /// In the order of a genuine server.
    static let full = [
        StrictField("instanceId"), StrictField("hostName", required: true), StrictField("app", required: true),
        StrictField("ipAddr", required: true), StrictField("sid"), StrictField("status", .status, required: true),
        StrictField("overriddenStatus", .status, required: true), StrictField("port", .port, required: true),
        StrictField("securePort", .port, required: true), StrictField("countryId", .number, required: true),
        StrictField("dataCenterInfo", .dataCenter, required: true), StrictField("leaseInfo", .lease, required: true),
        StrictField("metadata", .metadata, required: true), StrictField("appGroupName"), StrictField("homePageUrl"),
        StrictField("statusPageUrl"), StrictField("healthCheckUrl"), StrictField("secureHealthCheckUrl"),
        StrictField("vipAddress"), StrictField("secureVipAddress"),
        StrictField("isCoordinatingDiscoveryServer", .flag, required: true),
        StrictField("lastUpdatedTimestamp", .digits, required: true),
        StrictField("lastDirtyTimestamp", .digits, required: true), StrictField("actionType", .action, required: true),
        StrictField("asgName"),
    ]

    /// Those of the compact form, in its order.
    static let compact = [
        StrictField("instanceId"), StrictField("app", required: true), StrictField("ipAddr", required: true),
        StrictField("vipAddress"), StrictField("secureVipAddress"),
        StrictField("dataCenterInfo", .dataCenter, required: true), StrictField("hostName", required: true),
        StrictField("status", .status, required: true), StrictField("lastUpdatedTimestamp", .number, required: true),
        StrictField("actionType", .action, required: true), StrictField("asgName"),
        StrictField("port", .port, required: true), StrictField("securePort", .port, required: true),
    ]

    static let leaseTerms = [
        "renewalIntervalInSecs", "durationInSecs", "registrationTimestamp", "lastRenewalTimestamp", "evictionTimestamp",
        "serviceUpTimestamp",
    ]
    static let emptyMap = "java.util.Collections$EmptyMap"
    static let amazonClass = "com.netflix.appinfo.AmazonInfo"
    static let compactAmazonKeys = [
        "instance-id", "public-ipv4", "public-hostname", "local-ipv4", "availability-zone",
    ]

    /// Those fields present, each at its place and once, none that is not known and none missing.
    static func matched(_ names: [String], in fields: [StrictField]) throws(Refusal) -> [StrictField] {
        var found: [StrictField] = []
        var rest = fields[...]
        for name in names {
            guard let index = rest.firstIndex(where: { $0.name == name }) else {
                throw Refusal("\(name) is unknown, twice or out of order")
            }
            found.append(rest[index])
            rest = rest[(index + 1)...]
        }
        if let missing = fields.first(where: { $0.isRequired && !found.contains($0) }) {
            throw Refusal("\(missing.name) is missing")
        }
        return found
    }
}
