/// Somebody who fetches the registry, as `/registry/readers` reports it.
public struct RegistryReader: Hashable, Sendable, Codable {
    /// Its address, without the port.
    public var address: String
    /// What it calls itself: user agent, identity, user name, as far as it says; empty when it does not.
    public var userAgent: String
    /// When it fetched last, registry's clock.
    public var lastFetch: EpochMilliseconds
    /// Its usual time between fetches; 0 until it has fetched twice.
    public var intervalMilliseconds: Int64
    /// The revision it got last.
    public var revision: Int64
    /// How often it has fetched since it was first seen.
    public var fetches: Int
    /// Whether it is one of our own gateways, which keep no cache of their own.
    public var gateway: Bool
    /// Unless it fetches again, it is not listed after this moment of the registry's clock; nil from a server that does not
    /// tell.
    public var listedUntil: EpochMilliseconds?
    /// The apps of which a gateway has not applied everything up to its revision.
    public var held: [Acknowledgement.Held]

    /// A reader put together by hand.
    public init(
        address: String,
        userAgent: String,
        lastFetch: EpochMilliseconds,
        intervalMilliseconds: Int64,
        revision: Int64,
        fetches: Int,
        gateway: Bool,
        listedUntil: EpochMilliseconds? = nil,
        held: [Acknowledgement.Held] = []
    ) {
        self.address = address
        self.userAgent = userAgent
        self.lastFetch = lastFetch
        self.intervalMilliseconds = intervalMilliseconds
        self.revision = revision
        self.fetches = fetches
        self.gateway = gateway
        self.listedUntil = listedUntil
        self.held = held
    }

    /// What it has seen, or a gateway applied, of one app.
    public func revision(of app: String) -> Int64 {
        held.first { $0.app == app.lowercased() }.map { min($0.revision, revision) } ?? revision
    }
}
