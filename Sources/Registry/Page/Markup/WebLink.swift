/// An address given by an instance that is fit to be a link: HTTP or HTTPS, and nothing but an address.
///
/// Whoever may register an instance may write anything into its addresses, `javascript:` for one. Addresses with user
/// information are refused too: they hide where they lead, or carry a password.
struct WebLink: Hashable, Sendable {
    static let longest = 2048

    /// The address as it was given.
    let address: String

    init?(_ address: String?) {
        guard let address, address.utf8.count <= Self.longest else { return nil }
        // An address is printable ASCII; browsers drop or reinterpret much of the rest.
        guard address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Self.refused.contains($0) }) else { return nil }
        let scheme = ["http://", "https://"].first { address.lowercased().hasPrefix($0) }
        guard let scheme else { return nil }
        let authority = address.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        guard let first = authority.first, first != ":", !authority.contains("@") else { return nil }
        self.address = address
    }

    private static let refused = Array(#""'<>\^`{|}"#.utf8)
}
