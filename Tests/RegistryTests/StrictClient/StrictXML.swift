import Eureka

/// The strict reader of XML.
struct StrictXML {
    let form: ListingForm

    private typealias Fields = [String: String]

    func listing(_ root: XMLText, _ document: StrictClient.Document) throws(Refusal) -> SeenListing {
        guard root.name == document.wrapper, root.attributes.isEmpty else { throw Refusal("no \(document.wrapper)") }
        switch document {
        case .instance:
            let instance = try self.instance(root)
            return SeenListing(apps: [.init(name: instance["app"] ?? "", instances: [instance])])
        case .app: return SeenListing(apps: [try app(root)])
        case .everything, .delta, .vip:
            let head = try children(of: root, ["versions__delta", "apps__hashcode"], then: "application")
            var listing = SeenListing(version: try head[0].scalar(), hash: try head[1].scalar(), apps: [])
            for element in head.dropFirst(2) { listing.apps.append(try app(element)) }
            return listing
        }
    }

    private func app(_ element: XMLText) throws(Refusal) -> SeenListing.App {
        let parts = try children(of: element, ["name"], then: "instance")
        var app = SeenListing.App(name: try parts[0].scalar(), instances: [])
        for part in parts.dropFirst() { app.instances.append(try instance(part)) }
        return app
    }

    private func instance(_ element: XMLText) throws(Refusal) -> [String: String] {
        let known = form == .full ? StrictField.full : StrictField.compact
        guard !element.children.contains(where: { $0.name == "overriddenStatus" }) else {
            throw Refusal("overriddenStatus is overriddenstatus in XML")
        }
        let names = element.children.map { $0.name == "overriddenstatus" ? "overriddenStatus" : $0.name }
        var fields: Fields = [:]
        for (field, child) in zip(try StrictField.matched(names, in: known), element.children) {
            try read(child, as: field, into: &fields)
        }
        return fields
    }

    private func read(_ element: XMLText, as field: StrictField, into fields: inout Fields) throws(Refusal) {
        let name = field.name
        switch field.kind {
        case .text: fields[name] = try element.scalar()
        case .status: fields[name] = try StrictClient.status(try element.scalar())
        case .action: fields[name] = try StrictClient.action(try element.scalar())
        case .flag: fields[name] = try StrictClient.flag(try element.scalar())
        case .digits, .number: fields[name] = try StrictClient.digits(try element.scalar())
        case .port:
            guard Array(element.attributes.keys) == ["enabled"], element.children.isEmpty else {
                throw Refusal("\(name) without enabled")
            }
            fields["\(name).$"] = try StrictClient.port(element.text)
            fields["\(name).@enabled"] = try StrictClient.flag(element.attributes["enabled"] ?? "")
        case .lease:
            for part in try children(of: element, StrictField.leaseTerms) {
                fields["\(name).\(part.name)"] = try StrictClient.digits(try part.scalar())
            }
        case .metadata:
            guard
                element.attributes.isEmpty || (element.attributes == ["class": StrictField.emptyMap] && element.isBare)
            else { throw Refusal("the class of \(name)") }
            guard element.isBare == !element.attributes.isEmpty else { throw Refusal("\(name) is empty") }
            try readMap(element, under: name, into: &fields)
        case .dataCenter: try readDataCenter(element, under: name, into: &fields)
        }
    }

    private func readDataCenter(_ element: XMLText, under name: String, into fields: inout Fields) throws(Refusal) {
        let hasMetadata = element.children.count == 2
        let parts = try children(of: element, ["name"] + (hasMetadata ? ["metadata"] : []), attributes: ["class"])
        let (className, center) = (element.attributes["class"] ?? "", try parts[0].scalar())
        try StrictClient.dataCenter(className, center, hasMetadata: hasMetadata)
        fields["\(name).@class"] = className
        fields["\(name).name"] = center
        guard hasMetadata else { return }
        if form == .compact,
            parts[1].children.contains(where: { !StrictField.compactAmazonKeys.contains($0.entryName) })
        {
            throw Refusal("too much of \(name) in the compact form")
        }
        try readMap(parts[1], under: "\(name).metadata", into: &fields)
    }

    private func readMap(_ element: XMLText, under name: String, into fields: inout Fields) throws(Refusal) {
        for entry in element.children {
            guard fields["\(name).\(entry.entryName)"] == nil else { throw Refusal("\(entry.name) twice in \(name)") }
            fields["\(name).\(entry.entryName)"] = try entry.scalar()
        }
    }

    /// Exactly these, in this order, then any number of others of one name; no text between them.
    private func children(
        of element: XMLText, _ names: [String], then more: String? = nil, attributes: [String] = []
    ) throws(Refusal) -> [XMLText] {
        let found = element.children.map(\.name)
        guard found.prefix(names.count) == names[...], found.dropFirst(names.count).allSatisfy({ $0 == more }) else {
            throw Refusal("\(element.name) has not just \(names)")
        }
        guard Array(element.attributes.keys) == attributes, element.text.allSatisfy(\.isWhitespace) else {
            throw Refusal("\(element.name) has attributes or text")
        }
        return element.children
    }
}

extension XMLText {
    fileprivate var isBare: Bool { children.isEmpty && text.allSatisfy(\.isWhitespace) }
}
