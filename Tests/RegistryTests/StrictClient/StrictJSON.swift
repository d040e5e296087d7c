import Eureka

/// The strict reader of JSON.
struct StrictJSON {
    let form: ListingForm

    private typealias Fields = [String: String]

    func listing(_ json: JSONText, _ document: StrictClient.Document) throws(Refusal) -> SeenListing {
        let inner = try values(of: json, [document.wrapper])[0]
        switch document {
        case .instance:
            let instance = try self.instance(inner)
            return SeenListing(apps: [.init(name: instance["app"] ?? "", instances: [instance])])
        case .app: return SeenListing(apps: [try app(inner)])
        case .everything, .delta, .vip:
            let head = ["versions__delta", "apps__hashcode"]
            var parts = try values(of: inner, form == .full ? head + ["application"] : ["application"] + head)
            let list = parts.remove(at: form == .full ? 2 : 0)
            guard case .array(let elements) = list else { throw Refusal("application is no list") }
            var listing = SeenListing(version: try string(parts[0]), hash: try string(parts[1]), apps: [])
            for element in elements { listing.apps.append(try app(element)) }
            return listing
        }
    }

    private func app(_ json: JSONText) throws(Refusal) -> SeenListing.App {
        let parts = try values(of: json, ["name", "instance"])
        guard case .array(let elements) = parts[1] else { throw Refusal("instance is no list") }
        var app = SeenListing.App(name: try string(parts[0]), instances: [])
        for element in elements { app.instances.append(try instance(element)) }
        return app
    }

    private func instance(_ json: JSONText) throws(Refusal) -> [String: String] {
        guard let members = json.members else { throw Refusal("an instance is no object") }
        let known = form == .full ? StrictField.full : StrictField.compact
        var fields: Fields = [:]
        for (field, member) in zip(try StrictField.matched(members.map(\.key), in: known), members) {
            try read(member.value, as: field, into: &fields)
        }
        return fields
    }

    private func read(_ value: JSONText, as field: StrictField, into fields: inout Fields) throws(Refusal) {
        let name = field.name
        switch field.kind {
        case .text: fields[name] = try string(value)
        case .status: fields[name] = try StrictClient.status(try string(value))
        case .action: fields[name] = try StrictClient.action(try string(value))
        case .flag: fields[name] = try StrictClient.flag(try string(value))
        case .digits: fields[name] = try StrictClient.digits(try string(value))
        case .number: fields[name] = try StrictClient.digits(try number(value))
        case .port:
            let parts = try values(of: value, ["$", "@enabled"])
            fields["\(name).$"] = try StrictClient.port(try number(parts[0]))
            fields["\(name).@enabled"] = try StrictClient.flag(try string(parts[1]))
        case .lease:
            for (term, part) in zip(StrictField.leaseTerms, try values(of: value, StrictField.leaseTerms)) {
                fields["\(name).\(term)"] = try StrictClient.digits(try number(part))
            }
        case .metadata: try readMap(value, under: name, into: &fields)
        case .dataCenter: try readDataCenter(value, under: name, into: &fields)
        }
    }

    private func readDataCenter(_ value: JSONText, under name: String, into fields: inout Fields) throws(Refusal) {
        let hasMetadata = value.members?.count == 3
        let parts = try values(of: value, ["@class", "name"] + (hasMetadata ? ["metadata"] : []))
        let (className, center) = (try string(parts[0]), try string(parts[1]))
        try StrictClient.dataCenter(className, center, hasMetadata: hasMetadata)
        fields["\(name).@class"] = className
        fields["\(name).name"] = center
        guard hasMetadata else { return }
        guard let entries = parts[2].members else { throw Refusal("metadata of a data center") }
        for entry in entries {
            guard form == .full || StrictField.compactAmazonKeys.contains(entry.key) else {
                throw Refusal("\(entry.key) in the compact form")
            }
            fields["\(name).metadata.\(entry.key)"] = try string(entry.value)
        }
    }

    /// Texts only; an empty map says of which class it is.
    private func readMap(_ value: JSONText, under name: String, into fields: inout Fields) throws(Refusal) {
        guard let entries = value.members, !entries.isEmpty else { throw Refusal("\(name) is no map, or an empty one") }
        if entries.count == 1, entries[0].key == "@class", entries[0].value == .string(StrictField.emptyMap) { return }
        for entry in entries {
            guard entry.key != "@class", fields["\(name).\(entry.key)"] == nil else {
                throw Refusal("\(entry.key) in \(name)")
            }
            fields["\(name).\(entry.key)"] = try string(entry.value)
        }
    }

    /// Exactly these members, in this order.
    private func values(of json: JSONText, _ names: [String]) throws(Refusal) -> [JSONText] {
        guard let members = json.members, members.map(\.key) == names else { throw Refusal("not just \(names)") }
        return members.map(\.value)
    }

    private func string(_ json: JSONText) throws(Refusal) -> String {
        guard case .string(let text) = json else { throw Refusal("no string: \(json)") }
        return text
    }

    private func number(_ json: JSONText) throws(Refusal) -> String {
        guard case .number(let text) = json else { throw Refusal("no number: \(json)") }
        return text
    }
}
