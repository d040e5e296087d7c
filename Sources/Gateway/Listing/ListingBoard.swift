import Eureka

/// Where a follower leaves what the registry lists, and where it learns what of that is done.
protocol ListingBoard: Sendable {
    /// What the registry is told that the proxy has applied; nil before the first listing.
    var acknowledgement: Acknowledgement? { get }

    func take(_ listing: Listing)
    /// Returns as soon as something else can be acknowledged; never when not, but for cancellation.
    func awaitAcknowledgement(otherThan told: Acknowledgement?) async
}
