/// A port of an instance and whether it is in use.
public struct PortInfo: Hashable, Sendable {
    /// The port number as the client sent it; not checked against 1…65535, as Eureka does not either.
    public var number: Int
    /// Whether clients may use this port.
    public var isEnabled: Bool

    /// A port in or out of use.
    public init(_ number: Int, isEnabled: Bool) {
        self.number = number
        self.isEnabled = isEnabled
    }

    /// What Eureka assumes of an instance that names no port.
    public static let defaultPlain = PortInfo(7001, isEnabled: true)
    /// What Eureka assumes of an instance that names no secure port.
    public static let defaultSecure = PortInfo(7002, isEnabled: false)
}
