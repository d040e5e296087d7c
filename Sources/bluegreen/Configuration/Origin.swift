/// Where a configuration value comes from, as a person would look for it.
enum Origin: Hashable, Sendable, CustomStringConvertible {
    case option(String)
    case variable(String)
    case file(path: String, line: Int)
    case builtIn

    var description: String {
        switch self {
        case .option(let name): name
        case .variable(let name): name
        case .file(let path, let line): "\(path):\(line)"
        case .builtIn: "default"
        }
    }
}
