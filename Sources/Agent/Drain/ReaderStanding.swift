/// Whether those who fetch the registries know that the instance is out.
enum ReaderStanding: Hashable {
    /// A registry has not been told yet, cannot be asked, or does not tell who fetches.
    case unknown
    /// Somebody has not fetched yet: where from.
    case waiting(String)
    /// Everybody has fetched it; gateways of ours go by it at once, others go on with what they had for a while.
    case seen(onlyGateways: Bool)

    /// What holds for two registries together: the worse of the two.
    func and(_ other: ReaderStanding) -> ReaderStanding {
        switch (self, other) {
        case (.unknown, _), (_, .unknown): .unknown
        case (.waiting, _): self
        case (_, .waiting): other
        case (.seen(let own), .seen(let others)): .seen(onlyGateways: own && others)
        }
    }
}
