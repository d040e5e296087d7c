/// What came of an order to change the instance's status.
public enum StatusChangeAnswer: Hashable, Sendable {
    /// Every registry took it.
    case done
    /// The order is for another instance.
    case wrongInstance
    /// Not one of the statuses that can be ordered, `UP` and `OUT_OF_SERVICE`.
    case notAStatus
    /// The order carries an epoch that is over.
    case staleEpoch
    /// At least one registry did not take it; the sentence says why and is fit for a log.
    case unavailable(String)

    /// The answer's HTTP status.
    public var httpStatus: Int {
        switch self {
        case .done: 200
        case .wrongInstance, .notAStatus: 400
        case .staleEpoch: 409
        case .unavailable: 503
        }
    }
}
