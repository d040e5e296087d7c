/// What happened to an instance last, as deltas and listings show it.
public enum ActionType: String, Hashable, Sendable, Codable {
    case added = "ADDED"
    case modified = "MODIFIED"
    case deleted = "DELETED"
}
