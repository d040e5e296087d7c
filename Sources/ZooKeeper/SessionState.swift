/// How the client's conversation with the ensemble stands.
public enum SessionState: Hashable, Sendable {
    /// No session yet. Can transition to: connected, authFailed, lost.
    case connecting
    /// Requests are being answered. Can transition to: suspended, lost, authFailed.
    case connected(SessionID)
    /// Not connected, the session may still live. Can transition to: connected, lost, authFailed.
    case suspended(SessionID)
    /// The session is over and its ephemeral znodes with it. Can transition to: connecting.
    case lost(SessionID?)
    /// The servers refused the credential; final.
    case authFailed
}
