/// One instance of an app as Eureka's wire describes it: what a client registers and what a registry lists.
///
/// The fields are exactly those of Netflix's `InstanceInfo`; Spring's decoder refuses any other.
public struct InstanceInfo: Hashable, Sendable {
    /// The id the client gave; nil when it gave none (see ``effectiveID``).
    public var instanceID: String?
    /// The host clients are to connect to.
    public var hostName: String
    /// The app's name; upper-case in every listing.
    public var app: String
    /// The group the app belongs to, upper-case.
    public var appGroupName: String?
    /// The address of that host.
    public var ipAddress: String
    /// An obsolete field; the `na` that Spring clients still send is nil here.
    public var sid: String?
    /// In a registration the client's claim, in a listing the effective status.
    public var status: EurekaStatus
    /// The operator's override; UNKNOWN when there is none.
    public var overriddenStatus: EurekaStatus
    /// Where it serves plain HTTP.
    public var port: PortInfo
    /// Where it serves HTTPS.
    public var securePort: PortInfo
    /// Always 1 in practice.
    public var countryID: Int
    /// Where it runs; nil only in a registration that lacks it, which is refused.
    public var dataCenter: DataCenterInfo?
    /// The terms and times of its lease.
    public var lease: LeaseInfo
    /// What the client tells beyond the protocol, for example `color`.
    public var metadata: [String: String]
    /// Where its home page is.
    public var homePageURL: String?
    /// Where its status page is.
    public var statusPageURL: String?
    /// Where its health is to be asked for.
    public var healthCheckURL: String?
    /// The same over HTTPS.
    public var secureHealthCheckURL: String?
    /// The virtual addresses clients look the instance up by, comma-separated.
    public var vipAddress: String?
    /// The same for HTTPS.
    public var secureVIPAddress: String?
    /// True only for a Eureka server's registration of itself.
    public var isCoordinatingDiscoveryServer: Bool
    /// Registry's clock at the last change.
    public var lastUpdatedTimestamp: EpochMilliseconds
    /// Client's clock at its last change; orders two registrations of one instance.
    public var lastDirtyTimestamp: EpochMilliseconds
    /// What happened to it last; nil in a registration.
    public var actionType: ActionType?
    /// Its auto scaling group at Amazon.
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

    /// Where it runs, as Spring's clients tell it (metadata `zone`), else Amazon's availability zone; nil when it tells neither.
    public var zone: String? {
        let told = [metadata["zone"], dataCenter.flatMap { $0.isAmazon ? $0.metadata["availability-zone"] : nil }]
        return told.lazy.compactMap { $0 }.first { !$0.isEmpty }
    }

    /// The color the instance says it belongs to; such an instance is managed: it serves only when enabled.
    public var color: String? {
        guard let color = metadata["color"], color == "blue" || color == "green" else { return nil }
        return color
    }
}
