import RolloutCore

/// What became of a request for a color, for programs.
struct SwitchReport: Encodable {
    let app: String
    let color: Color
    let revision: Int64
    let by: String
    let comment: String?
    let result: String
    let exitCode: Int32
    let rollout: String?
    let reason: String
}
