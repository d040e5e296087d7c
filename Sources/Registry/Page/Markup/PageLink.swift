/// Where a link of the page leads.
enum PageLink: Hashable, Sendable {
    /// To an element of the page, by its id.
    case page(String)
    /// To a path of this registry, relative, so that it also works behind a proxy that adds a prefix.
    case registry(String)
    /// To an address an instance gave.
    case web(WebLink)
}
