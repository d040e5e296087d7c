import Eureka

extension RegistryPage {
    /// A lease that was granted or ended lately.
    struct RecentLease: Hashable, Sendable {
        /// How a lease ends.
        enum Ending: String, Hashable, Sendable {
            /// The client said goodbye.
            case cancelled
            /// Nobody renewed it.
            case expired
        }

        var time: EpochMilliseconds
        var app: String
        var id: String
        /// Nil for one that was granted, or when nobody knows.
        var ending: Ending?
    }
}
