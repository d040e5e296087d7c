/// One attribute of an element. The names are ours; a value may be anything, it is escaped when written.
struct HTMLAttribute {
    let name: StaticString
    let value: String

    private init(_ name: StaticString, _ value: String) {
        self.name = name
        self.value = value
    }

    static func `class`(_ names: String) -> Self { .init("class", names) }
    static func id(_ id: String) -> Self { .init("id", id) }
    static func labelledBy(_ id: String) -> Self { .init("aria-labelledby", id) }
    static func label(_ text: String) -> Self { .init("aria-label", text) }
    static func role(_ role: String) -> Self { .init("role", role) }
    static func scope(_ scope: String) -> Self { .init("scope", scope) }
    static func dateTime(_ text: String) -> Self { .init("datetime", text) }
    /// What a cell is called where the table is shown as cards.
    static func column(_ name: String) -> Self { .init("data-column", name) }
    static func lang(_ language: String) -> Self { .init("lang", language) }
    static func name(_ name: String) -> Self { .init("name", name) }
    static func content(_ text: String) -> Self { .init("content", text) }
    static let utf8 = Self("charset", "utf-8")
    /// For marks that repeat what the text beside them says.
    static let hidden = Self("aria-hidden", "true")
    /// So that a table wider than the screen can be scrolled with the keyboard.
    static let focusable = Self("tabindex", "0")

    /// A link. There is no other way to write an address, so none can be one that runs something.
    static func href(_ link: PageLink) -> [Self] {
        switch link {
        case .page(let anchor): [.init("href", "#\(anchor)")]
        case .registry(let path): [.init("href", path)]
        case .web(let link): [.init("href", link.address), .init("rel", "noreferrer noopener")]
        }
    }

    static func styleSheet(_ path: String) -> [Self] { [.init("rel", "stylesheet"), .init("href", path)] }
}
