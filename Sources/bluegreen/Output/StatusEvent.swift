import RolloutCore

/// One thing that happened to an app, as `status --watch` tells it to a file or to a program.
struct StatusEvent: Hashable, Sendable, Encodable {
    let at: Moment
    let app: String
    let rollout: String?
    /// A rollout's phase, `reversing` in front on the way back; `steady` without one.
    let phase: String
    /// What kind of thing, by a word that is never renamed.
    let code: String
    let instance: String?
    let sentence: String
    /// Only of what ends the watch.
    var exitCode: Int32?

    /// `2026-11-25T14:08:01Z rollout=r-7 phase=enabling code=enabled instance=green-2 enabled green-2`
    var line: String {
        var words = [at.short, "rollout=\(rollout ?? "-")", "phase=\(phase)", "code=\(code)"]
        if let instance { words.append("instance=\(instance)") }
        if let exitCode { words.append("exit=\(exitCode)") }
        return (words + [sentence]).joined(separator: " ")
    }
}
