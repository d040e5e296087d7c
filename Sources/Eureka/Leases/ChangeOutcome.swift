/// What a request to change a known instance comes to.
public enum ChangeOutcome: Hashable, Sendable {
    /// There is no such instance.
    case missing
    /// The request asks for more than is allowed; says what.
    case refused(String)
    /// Persist it, then apply it.
    case change(RegistryChange)
}
