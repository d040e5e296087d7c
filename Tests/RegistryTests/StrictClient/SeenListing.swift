/// What a client has read, the same from JSON and XML: every instance as its fields by name, `port.$`, `metadata.zone`.
struct SeenListing: Equatable {
    struct App: Equatable {
        var name: String
        var instances: [[String: String]]
    }

    /// `versions__delta`; nil when the document has none.
    var version: String?
    /// `apps__hashcode`; nil when the document has none.
    var hash: String?
    var apps: [App]

    var instances: [[String: String]] { apps.flatMap(\.instances) }

    /// Counts by status, as clients compute it over all they hold.
    static func hash(of instances: some Sequence<[String: String]>) -> String {
        var counts: [String: Int] = [:]
        for instance in instances { counts[instance["status"] ?? "", default: 0] += 1 }
        return counts.sorted { $0.key < $1.key }.map { "\($0.key)_\($0.value)_" }.joined()
    }

    /// The id clients tell instances apart by.
    static func id(_ instance: [String: String]) -> String {
        instance["instanceId"] ?? instance["dataCenterInfo.metadata.instance-id"] ?? instance["hostName"] ?? ""
    }
}
