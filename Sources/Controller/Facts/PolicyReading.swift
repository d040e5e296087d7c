/// An app's own policy, as far as it could be read.
enum PolicyReading: Hashable, Sendable {
    case unread
    /// It has none: the controller's counts.
    case absent
    case own(AppPolicy)
    /// Why it cannot be understood, in one sentence; what counted before goes on counting.
    case faulty(String, before: AppPolicy?)

    /// What counts; nil: the controller's.
    var policy: AppPolicy? {
        switch self {
        case .unread, .absent: nil
        case .own(let policy): policy
        case .faulty(_, let before): before
        }
    }
}
