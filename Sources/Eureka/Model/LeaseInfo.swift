/// The terms of an instance's lease, asked for by the client, and its times, told by the registry.
public struct LeaseInfo: Hashable, Sendable {
    /// How often the client means to renew, in seconds.
    public var renewalIntervalSeconds: Int
    /// How long the registry believes in the instance after a renewal, in seconds.
    public var durationSeconds: Int
    /// When the present lease was granted; 0 when unknown.
    public var registrationTimestamp: EpochMilliseconds
    /// When it was renewed last; 0 when unknown.
    public var lastRenewalTimestamp: EpochMilliseconds
    /// When the instance was taken out; 0 while it is in.
    public var evictionTimestamp: EpochMilliseconds
    /// When the instance became UP for the first time; 0 if it never was.
    public var serviceUpTimestamp: EpochMilliseconds

    /// A client's wish. Values of 0 and below become Eureka's defaults, 30 s and 90 s.
    public init(renewalIntervalSeconds: Int = 30, durationSeconds: Int = 90) {
        self.renewalIntervalSeconds = renewalIntervalSeconds > 0 ? renewalIntervalSeconds : 30
        self.durationSeconds = durationSeconds > 0 ? durationSeconds : 90
        registrationTimestamp = 0
        lastRenewalTimestamp = 0
        evictionTimestamp = 0
        serviceUpTimestamp = 0
    }
}
