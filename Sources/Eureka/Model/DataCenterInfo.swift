/// Where an instance runs. Eureka's decoders insist on the class name, so it is kept as sent.
public struct DataCenterInfo: Hashable, Sendable {
    /// The three data centers Eureka knows.
    public enum Name: String, Hashable, Sendable {
        case netflix = "Netflix"
        case amazon = "Amazon"
        case myOwn = "MyOwn"
    }

    /// The Java class written as `@class` (JSON) or `class` (XML) for anything but Amazon.
    public static let defaultClassName = "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo"
    /// The class that carries ``metadata``.
    public static let amazonClassName = "com.netflix.appinfo.AmazonInfo"
    static let knownClassNames: Set<String> = [
        defaultClassName, "com.netflix.appinfo.MyDataCenterInfo", amazonClassName,
    ]

    /// The data center; nil only in a registration that lacks it, which is refused.
    public var name: Name?
    /// Amazon's instance metadata; empty elsewhere.
    public var metadata: [String: String]
    /// Whether this is Amazon's kind, which carries ``metadata`` and may give the instance its id.
    public var isAmazon: Bool

    /// A data center; the name only is wanted outside Amazon.
    public init(name: Name?, isAmazon: Bool = false, metadata: [String: String] = [:]) {
        self.name = name
        self.isAmazon = isAmazon
        self.metadata = metadata
    }

    /// What everything outside the clouds says of itself.
    public static let myOwn = DataCenterInfo(name: .myOwn)
}
