import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// An XML element as libxml2 reads it. Shares nothing with the reader under test.
struct XMLText: Equatable {
    var name: String
    var attributes: [String: String]
    var children: [XMLText] = []
    var text = ""

    init(name: String, attributes: [String: String]) {
        self.name = name
        self.attributes = attributes
    }

    init(_ bytes: [UInt8]) throws(Refusal) {
        let builder = Builder()
        let parser = XMLParser(data: Data(bytes))
        parser.delegate = builder
        guard parser.parse(), let root = builder.root else { throw Refusal("no XML") }
        self = root
    }

    /// The text of an element that has nothing else.
    func scalar() throws(Refusal) -> String {
        guard children.isEmpty, attributes.isEmpty else { throw Refusal("\(name) is more than text") }
        return text
    }

    /// The name of a metadata entry as it was before XStream escaped it: `__` for `_`, `_-` for `$`, `_.0020` for a space.
    var entryName: String {
        var rest = name[...]
        var plain = ""
        while let character = rest.popFirst() {
            guard character == "_" else {
                plain.append(character)
                continue
            }
            switch rest.popFirst() {
            case "_": plain.append("_")
            case "-": plain.append("$")
            case ".":
                let digits = rest.prefix(4)
                rest = rest.dropFirst(4)
                if let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) {
                    plain.unicodeScalars.append(scalar)
                }
            default: plain.append("?")
            }
        }
        return plain
    }

    private final class Builder: NSObject, XMLParserDelegate {
        var root: XMLText?
        private var open: [XMLText] = []

        func parser(
            _ parser: XMLParser,
            didStartElement name: String,
            namespaceURI: String?,
            qualifiedName: String?,
            attributes: [String: String]
        ) {
            open.append(XMLText(name: name, attributes: attributes))
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            guard !open.isEmpty else { return }
            open[open.count - 1].text += text
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            guard let element = open.popLast() else { return }
            if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
        }
    }
}
