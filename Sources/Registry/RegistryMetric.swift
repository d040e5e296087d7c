/// Every metric of a registry, by its name in Prometheus.
public enum RegistryMetric: String, CaseIterable, Sendable {
    case registrations = "bluegreen_registry_registrations_total"
    case renewals = "bluegreen_registry_renewals_total"
    case cancellations = "bluegreen_registry_cancellations_total"
    case evictions = "bluegreen_registry_evictions_total"
    case statusChanges = "bluegreen_registry_status_changes_total"
    case storeWrites = "bluegreen_registry_store_writes_total"
    case instances = "bluegreen_registry_instances"
    case heldInstances = "bluegreen_registry_held_instances"
    case readers = "bluegreen_registry_readers"
    case replicas = "bluegreen_registry_replicas"
    case revision = "bluegreen_registry_revision"
    case unwrittenRecords = "bluegreen_registry_unwritten_records"
    case cutConnections = "bluegreen_registry_cut_connections_total"
    case refusedRequests = "bluegreen_registry_refused_requests_total"
    case peerItems = "bluegreen_registry_peer_items_total"
    case peerWaiting = "bluegreen_registry_peer_waiting"
    case peerReachable = "bluegreen_registry_peer_reachable"

    /// What it tells, in one sentence.
    public var help: String {
        switch self {
        case .registrations: "Registrations that this replica took."
        case .renewals: "Heartbeats that this replica got, by whether the instance was known."
        case .cancellations: "Instances that took themselves out here."
        case .evictions: "Instances that were taken out because their lease had run out."
        case .statusChanges: "Status changes that were asked for here, by what became of them."
        case .storeWrites: "Writes to ZooKeeper, by whether they succeeded."
        case .instances: "Instances registered, by their status."
        case .heldInstances: "Instances that are kept although their lease has run out, after a mass loss."
        case .readers: "Readers that are fetching from this replica."
        case .replicas: "Other replicas of the registry that are alive."
        case .revision: "The revision that this replica shows; the same for all within moments."
        case .unwrittenRecords: "Instances whose last change ZooKeeper has not got yet."
        case .cutConnections:
            "Connections that were closed: a late request, an untaken answer, too many of one address."
        case .refusedRequests: "Requests that were refused, by why; only where credentials are asked for."
        case .peerItems: "Changes for a peer, by whether it took them; only with --peer."
        case .peerWaiting: "Changes that a peer has not been told yet; only with --peer."
        case .peerReachable: "1 while a peer takes what it is told, else 0; only with --peer."
        }
    }
}
