/// How an agent finds out whether its instance is well.
public enum HealthProbe: Hashable, Sendable {
    /// `GET` of an `http` or `https` URL: well when it answers 2xx.
    case http(url: String)
    /// A connection to the endpoint: well when it is accepted.
    case tcp
}
