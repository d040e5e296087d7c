import Foundation

/// Where a role keeps what must outlive its process but not its machine.
struct StateDirectory: Hashable {
    let path: String
    /// Whether somebody asked for it, and it must therefore be usable.
    let isAskedFor: Bool

    /// What is asked for; else what systemd gives; else the system's; else the user's own. Nil when there is none.
    init?(asked: String?, environment: [String: String], isWritable: (String) -> Bool) {
        if let asked {
            (path, isAskedFor) = (asked, true)
            return
        }
        if let given = environment["STATE_DIRECTORY"]?.split(separator: ":").first {
            (path, isAskedFor) = (String(given), true)
            return
        }
        isAskedFor = false
        if isWritable(Self.system) || isWritable((Self.system as NSString).deletingLastPathComponent) {
            path = Self.system
        } else if let home = environment["XDG_STATE_HOME"], home.hasPrefix("/") {
            path = home + "/bluegreen"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            path = home + "/.local/state/bluegreen"
        } else {
            return nil
        }
    }

    private static let system = "/var/lib/bluegreen"

    /// For this process.
    init?(_ settings: Settings) throws {
        self.init(
            asked: try settings.text(.agentStateDirectory), environment: ProcessInfo.processInfo.environment,
            isWritable: FileManager.default.isWritableFile)
    }
}
