/// Which of our own programs is calling; told in `X-Bluegreen-Client`, so that a registry does not count it among the
/// readers it waits for (gateways are counted).
public enum ClientRole: String, Hashable, Sendable, CaseIterable {
    case controller
    case cli
    case agent
    case gateway
    case registry
}
