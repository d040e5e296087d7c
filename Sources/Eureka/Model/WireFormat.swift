/// The two formats Eureka speaks.
public enum WireFormat: Hashable, Sendable {
    case json
    case xml
}
