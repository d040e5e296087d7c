/// Who knows how many requests the instance has in hand.
public enum InFlightSource: Hashable, Sendable {
    /// `GET` of an `http` or `https` URL that answers a number.
    ///
    /// With `#NAME` at its end it answers Prometheus' text format, and the samples of the metric NAME are added up.
    case http(url: String)
    /// HAProxy on this machine, by its stats socket, which needs the level `operator`: the sessions of every server whose
    /// address is the endpoint.
    case haproxy(socketPath: String)
}
