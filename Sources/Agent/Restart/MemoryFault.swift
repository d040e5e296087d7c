/// Why an agent cannot keep what the next one is to go on with.
public enum MemoryFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another living agent has it.
    case inUse(path: String)
    /// The directory or a file in it cannot be used: which, and why.
    case unusable(path: String, reason: String)

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .inUse(let path): "another agent looks after this instance already: it holds \(path)"
        case .unusable(let path, let reason): "\(path) cannot be used: \(reason)"
        }
    }
}
