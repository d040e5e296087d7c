/// Writes HTML that is well-formed XML too: elements nest by construction, and all text is escaped.
///
/// What comes from outside goes through ``foreign(_:)``, which also keeps it from disturbing the text around it.
struct HTMLWriter {
    /// More of one foreign text than this is not shown.
    static let longestText = 256

    private(set) var bytes: [UInt8] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    /// The kind of document; only at the very beginning.
    mutating func documentType() { append("<!DOCTYPE html>\n") }

    mutating func element(_ tag: HTMLTag, _ attributes: HTMLAttribute..., content: (inout HTMLWriter) -> Void) {
        element(tag, attributes, content: content)
    }

    mutating func element(_ tag: HTMLTag, _ attributes: HTMLAttribute..., text: String) {
        element(tag, attributes) { $0.text(text) }
    }

    mutating func element(_ tag: HTMLTag, _ attributes: [HTMLAttribute], content: (inout HTMLWriter) -> Void) {
        begin(tag, attributes)
        guard !tag.isVoid else { return append("/>\n") }
        append(">")
        content(&self)
        append("</\(tag.rawValue)>")
        if !Self.inline.contains(tag) { append("\n") }
    }

    /// An element without content and end tag.
    mutating func void(_ tag: HTMLTag, _ attributes: [HTMLAttribute]) { element(tag, attributes) { _ in } }

    /// A link around `content`.
    mutating func link(_ link: PageLink, content: (inout HTMLWriter) -> Void) {
        element(.a, HTMLAttribute.href(link), content: content)
    }

    /// A link around `content`, or, without one, just the content.
    mutating func link(_ link: WebLink?, content: (inout HTMLWriter) -> Void) {
        if let link { self.link(.web(link), content: content) } else { content(&self) }
    }

    /// Our own words.
    mutating func text(_ text: String) { PlainText.append(text, to: &bytes) }

    /// Somebody else's words: isolated, so that their direction does not reach beyond them, and not endless.
    mutating func foreign(_ text: String) {
        element(.bdi) { $0.text(Self.shortened(text)) }
    }

    static func shortened(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: longestText, limitedBy: scalars.endIndex),
            end != scalars.endIndex
        else { return text }
        return String(scalars[..<end]) + "…"
    }

    private mutating func begin(_ tag: HTMLTag, _ attributes: [HTMLAttribute]) {
        append("<\(tag.rawValue)")
        for attribute in attributes {
            append(" \(attribute.name)=\"")
            text(attribute.value)
            append("\"")
        }
    }

    private mutating func append(_ markup: String) { bytes.append(contentsOf: markup.utf8) }

    /// After these a line end would be a space.
    private static let inline: [HTMLTag] = [.a, .bdi, .code, .small, .span, .strong, .time]
}
