import Foundation

@testable import Registry

#if canImport(FoundationXML)
import FoundationXML
#endif

/// A page as a parser that is not ours sees it, and what is wrong with it.
///
/// The page is well-formed XML, so libxml2 checks that every tag is closed and no attribute is written twice.
struct Markup {
    struct Element: Hashable {
        let name: String
        let attributes: [String: String]
    }

    /// In the order of their start tags.
    let elements: [Element]
    /// All text, one after the other.
    let text: String
    private(set) var problems: [String] = []

    init(_ html: String) {
        let reading = Reading()
        let parser = XMLParser(data: Data(html.utf8))
        parser.delegate = reading
        let isRead = parser.parse()
        elements = reading.elements
        text = reading.text
        if !isRead { problems.append("not well-formed: \(parser.parserError.map { "\($0)" } ?? "?")") }
        if !html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">") { problems.append("no document type or language") }
        check()
        checkAsHTML(html)
    }

    func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    private static let attributes: Set<String> = [
        "aria-hidden", "aria-label", "aria-labelledby", "charset", "class", "content", "data-column", "datetime",
        "href",
        "id", "lang", "name", "rel", "role", "scope", "tabindex",
    ]

    private mutating func check() {
        let ids = elements.compactMap { $0.attributes["id"] }
        let known = Set(ids)
        if known.count != ids.count { problems.append("an id is there twice") }
        let tags = Set(HTMLTag.allCases.map(\.rawValue))
        for element in elements {
            if !tags.contains(element.name) { problems.append("element \(element.name)") }
            for (name, value) in element.attributes {
                if !Self.attributes.contains(name) { problems.append("attribute \(name)") }
                if name == "aria-labelledby", !known.contains(value) { problems.append("no element \(value)") }
                if name == "href" { checkLink(element, value, known) }
            }
            if element.name == "th", element.attributes["scope"] == nil { problems.append("a header without scope") }
        }
        for name in ["title", "header", "nav", "main", "footer", "h1"] where all(name).count != 1 {
            problems.append("\(all(name).count) of \(name)")
        }
    }

    private mutating func checkLink(_ element: Element, _ address: String, _ ids: Set<String>) {
        if address.hasPrefix("#") {
            if !ids.contains(String(address.dropFirst())) { problems.append("link to nowhere: \(address)") }
        } else if address.hasPrefix("http://") || address.hasPrefix("https://") {
            if element.attributes["rel"] != "noreferrer noopener" { problems.append("link tells where it is from") }
        } else if address != "registry/style.css", !address.hasPrefix("eureka/apps/") {
            problems.append("link to \(address)")
        }
    }

    /// What XML allows, but HTML reads otherwise, and what nobody should read at all.
    private mutating func checkAsHTML(_ html: String) {
        let voids = elements.count { $0.name == "meta" || $0.name == "link" }
        if html.components(separatedBy: "/>").count - 1 != voids {
            problems.append("an element closed by its start tag")
        }
        for scalar in html.unicodeScalars where scalar != "\n" {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
                problems.append("U+\(String(scalar.value, radix: 16))")
            default: break
            }
        }
    }
}

private final class Reading: NSObject, XMLParserDelegate {
    var elements: [Markup.Element] = []
    var text = ""

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements.append(.init(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
