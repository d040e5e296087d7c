/// One instance of an app as Eureka's wire describes it: what a client registers and what a registry lists.
///
/// The fields are exactly those of Netflix's `InstanceInfo`; Spring's decoder refuses any other.
public struct InstanceInfo: Hashable, Sendable {
    /// The id the client gave; nil when it gave none (see ``effectiveID``).
    public var instanceID: String?
    public var hostName: String
    /// The app's name; upper-case in every listing.
    public var app: String
    public var appGroupName: String?
    public var ipAddress: String
    /// An obsolete field; the `na` that Spring clients still send is nil here.
    public var sid: String?
    /// In a registration the client's claim, in a listing the effective status.
    public var status: EurekaStatus
    /// The operator's override; UNKNOWN when there is none.
    public var overriddenStatus: EurekaStatus
    public var port: PortInfo
    public var securePort: PortInfo
    public var countryID: Int
    /// Where it runs; nil only in a registration that lacks it, which is refused.
    public var dataCenter: DataCenterInfo?
    public var lease: LeaseInfo
    public var metadata: [String: String]
    public var homePageURL: String?
    public var statusPageURL: String?
    public var healthCheckURL: String?
    public var secureHealthCheckURL: String?
    /// The virtual addresses clients look the instance up by, comma-separated.
    public var vipAddress: String?
    public var secureVIPAddress: String?
    public var isCoordinatingDiscoveryServer: Bool
    /// Registry's clock at the last change.
    public var lastUpdatedTimestamp: EpochMilliseconds
    /// Client's clock at its last change; orders two registrations of one instance.
    public var lastDirtyTimestamp: EpochMilliseconds
    public var actionType: ActionType?
    public var asgName: String?

    /// An instance as an agent registers it; everything else has Eureka's defaults and may be set afterwards.
    public init(app: String, id: String?, hostName: String, ipAddress: String, port: Int, status: EurekaStatus = .up) {
        self.init(app: app, hostName: hostName, ipAddress: ipAddress)
        instanceID = id
        self.port = PortInfo(port, isEnabled: true)
        self.status = status
        dataCenter = .myOwn
        vipAddress = app.lowercased()
        secureVIPAddress = app.lowercased()
    }

    /// What Eureka assumes of a registration that says nothing else.
    init(app: String, hostName: String, ipAddress: String) {
        self.app = app
        self.hostName = hostName
        self.ipAddress = ipAddress
        status = .up
        overriddenStatus = .unknown
        port = .defaultPlain
        securePort = .defaultSecure
        countryID = 1
        lease = LeaseInfo()
        metadata = [:]
        isCoordinatingDiscoveryServer = false
        lastUpdatedTimestamp = 0
        lastDirtyTimestamp = 0
    }

    /// The id the registry files the instance under: its own, else Amazon's, else the host name.
    public var effectiveID: String {
        if let instanceID, !instanceID.isEmpty { return instanceID }
        if let dataCenter, dataCenter.isAmazon, let id = dataCenter.metadata["instance-id"], !id.isEmpty { return id }
        return hostName
    }

    /// The color the instance says it belongs to; such an instance is managed: it serves only when enabled.
    public var color: String? {
        guard let color = metadata["color"], color == "blue" || color == "green" else { return nil }
        return color
    }
}
