/// How much of each instance a listing tells (header `X-Eureka-Accept`).
public enum ListingForm: Hashable, Sendable {
    /// Everything.
    case full
    /// Without metadata, lease, override and client's timestamp.
    case compact
}
