import ZooKeeper

/// Why an operation on a simulated session was not answered with what was asked for.
enum Undelivered: Error, Hashable, Sendable {
    /// The session had ended.
    case over
    /// There was no connection.
    case disconnected
    /// The request or its answer got lost.
    case lost
    /// The ensemble refused it.
    case refused(SimulatedEnsemble.Failure, SimulatedEnsemble.Request)

    /// As the client says it.
    func error(_ path: ZNodePath?) -> ZooKeeperError {
        switch self {
        case .over: ZooKeeperError(.sessionExpired, path: path, message: "this simulated session is over")
        case .disconnected: ZooKeeperError(.notConnected, path: path, message: "no simulated server is connected")
        case .lost:
            ZooKeeperError(
                .connectionLoss, outcome: .unknown, path: path, message: "the connection broke before the answer")
        case .refused(let failure, let request): Self.refusal(failure, request, path)
        }
    }

    private static func refusal(
        _ failure: SimulatedEnsemble.Failure,
        _ request: SimulatedEnsemble.Request,
        _ path: ZNodePath?
    ) -> ZooKeeperError {
        var place = path
        if case .commit(let transaction) = request, let failed = failure.failedOperation {
            place = transaction.operations[failed].path
        }
        return ZooKeeperError(
            failure.code, path: place, failedOperation: failure.failedOperation,
            message: "the simulated ensemble refused it")
    }
}

extension SimulatedEnsemble.Request {
    /// Most bytes of one request, as the client has it.
    private static let payloadLimit = 1_000_000

    /// Why the client does not even send it.
    var refusalByClient: ZooKeeperError? {
        if case .commit(let transaction) = self, transaction.operations.count > Transaction.operationLimit {
            return ZooKeeperError(.payloadTooLarge, message: "\(transaction.operations.count) operations")
        }
        guard payload > Self.payloadLimit else { return nil }
        return ZooKeeperError(.payloadTooLarge, message: "the request carries \(payload) bytes")
    }

    private var payload: Int {
        switch self {
        case .create(let path, let data, _), .set(let path, let data, _):
            path.rawValue.utf8.count + (data?.count ?? 0)
        case .commit(let transaction):
            transaction.operations.reduce(0) { sum, operation in
                switch operation {
                case .create(let path, let data, _, _), .set(let path, let data, _):
                    sum + path.rawValue.utf8.count + (data?.count ?? 0) + 64
                case .delete(let path, _), .check(let path, _): sum + path.rawValue.utf8.count + 64
                }
            }
        case .get, .stat, .children, .delete, .sync: 0
        }
    }
}
