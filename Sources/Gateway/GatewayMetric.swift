/// Every metric of a gateway, by its name in Prometheus.
public enum GatewayMetric: String, CaseIterable, Sendable {
    case proxyUp = "bluegreen_gateway_proxy_up"
    case registryUp = "bluegreen_gateway_registry_up"
    case held = "bluegreen_gateway_held"
    case revision = "bluegreen_gateway_revision"
    case commands = "bluegreen_gateway_commands_total"
    case refused = "bluegreen_gateway_refused_total"
    case reloads = "bluegreen_gateway_reloads_total"
    case requests = "bluegreen_gateway_requests_total"
    case serverErrors = "bluegreen_gateway_server_errors_total"
    case connectionErrors = "bluegreen_gateway_connection_errors_total"
    case responseErrors = "bluegreen_gateway_response_errors_total"
    case retries = "bluegreen_gateway_retries_total"
    case redispatches = "bluegreen_gateway_redispatches_total"
    case cutSessions = "bluegreen_gateway_cut_sessions_total"
    case activeColor = "bluegreen_gateway_active_color"
    case answers = "bluegreen_gateway_answers_total"
    case unanswered = "bluegreen_gateway_unanswered_total"

    /// What it tells, in one sentence.
    public var help: String {
        switch self {
        case .proxyUp: "Whether HAProxy answers on its runtime socket."
        case .registryUp: "Whether a registry answers."
        case .held: "How many things are not yet as the registry asks; /readyz and the log say which."
        case .revision: "The registry's revision that the proxy was last asked to follow."
        case .commands: "Commands sent to HAProxy's runtime socket."
        case .refused: "Commands that HAProxy answered with an error, and files that it refused."
        case .reloads: "How often another process of HAProxy was found than before."
        case .requests: "Requests answered by the servers of a color."
        case .serverErrors: "Answers 5xx for requests to the servers of a color."
        case .connectionErrors: "Connections that the servers of a color did not take."
        case .responseErrors: "Answers of a color's servers that broke off or were none."
        case .retries: "Connections that were tried again at the same server."
        case .redispatches: "Requests that went to another server instead."
        case .cutSessions: "Requests ended because their server's drain took too long."
        case .activeColor: "Whether nginx is told that this color is active."
        case .answers: "How often nginx was told that this color is active."
        case .unanswered: "How often nginx asked for an app of which no instance was ever UP."
        }
    }
}
