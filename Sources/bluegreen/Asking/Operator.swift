import Foundation

/// Who types: the person behind `sudo`, else the user of the process.
enum Operator {
    static func name(environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        let named = [environment["SUDO_USER"], environment["USER"], environment["LOGNAME"]].compactMap { $0 }
        return named.first { !$0.isEmpty } ?? ProcessInfo.processInfo.userName
    }
}
