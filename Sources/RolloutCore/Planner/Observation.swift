/// Everything that one decision may look at.
public struct Observation: Hashable, Sendable {
    public var now: Timestamp
    public var intent: IntentReading
    public var record: RolloutRecord?
    public var fleets: PerColor<Fleet>
    public var registries: [RegistryReport]

    public init(
        now: Timestamp, intent: IntentReading, record: RolloutRecord?, fleets: PerColor<Fleet>,
        registries: [RegistryReport]
    ) {
        self.now = now
        self.intent = intent
        self.record = record
        self.fleets = fleets
        self.registries = registries
    }
}
