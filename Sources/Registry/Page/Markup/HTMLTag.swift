/// The elements the page is made of; there is no other way to open one, so nothing that runs can be written.
enum HTMLTag: String, CaseIterable {
    case a
    case bdi
    case body
    case code
    case dd
    case details
    case div
    case dl
    case dt
    case footer
    case h1
    case h2
    case head
    case header
    case html
    case li
    case link
    case main
    case meta
    case nav
    case p
    case section
    case small
    case span
    case strong
    case summary
    case table
    case tbody
    case td
    case th
    case thead
    case time
    case title
    case tr
    case ul

    /// Elements without content and end tag. All others get both, since HTML takes `<p/>` for an open paragraph.
    var isVoid: Bool { self == .link || self == .meta }
}
