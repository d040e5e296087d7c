import RolloutCore

/// What one registry says of the app.
struct RegistryReading: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        let id: InstanceID
        let status: InstanceStatus
        /// From the instance's metadata.
        let color: Color?
        let endpoint: Endpoint
    }

    /// Its address without credentials.
    let name: String
    let revision: Int64?
    let entries: [Entry]
    /// Why it says nothing.
    let failure: String?

    init(name: String, revision: Int64?, entries: [Entry]) {
        self.name = name
        self.revision = revision
        self.entries = entries
        failure = nil
    }

    init(name: String, failure: String) {
        self.name = name
        revision = nil
        entries = []
        self.failure = failure
    }

    var report: StatusReport.Registry {
        StatusReport.Registry(name: name, isAvailable: failure == nil, revision: revision, failure: failure)
    }
}
