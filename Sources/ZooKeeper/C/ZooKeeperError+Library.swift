import CZooKeeper

extension ZooKeeperError {
    /// The meaning of a code of the library for a request that `changes` something.
    init(libraryCode code: Int32, changes: Bool, failedOperation: Int? = nil) {
        let lost: Outcome = changes ? .unknown : .notApplied
        let (meaning, outcome, text): (Code, Outcome, String) =
            switch code {
            case ZCONNECTIONLOSS.rawValue, ZRUNTIMEINCONSISTENCY.rawValue:
                (.connectionLoss, lost, "the connection to ZooKeeper broke before the answer")
            case ZOPERATIONTIMEOUT.rawValue:
                (.connectionLoss, lost, "the ZooKeeper server stopped answering")
            case ZSESSIONEXPIRED.rawValue: (.sessionExpired, lost, "the session has expired")
            case ZCLOSING.rawValue: (.sessionClosed, lost, "the session is being closed")
            case ZAUTHFAILED.rawValue: (.authFailed, lost, "ZooKeeper refused the credential")
            case ZNONODE.rawValue: (.noNode, .notApplied, "there is no such znode")
            case ZNODEEXISTS.rawValue: (.nodeExists, .notApplied, "the znode exists already")
            case ZBADVERSION.rawValue: (.badVersion, .notApplied, "the data has been changed since that version")
            case ZNOTEMPTY.rawValue: (.notEmpty, .notApplied, "the znode has children")
            case ZNOAUTH.rawValue:
                (.noAuth, .notApplied, "the znode's access control list does not allow this; check the credential")
            case ZINVALIDACL.rawValue:
                (.invalidACL, .notApplied, "the server refused the access control list; is a credential configured?")
            case ZNOCHILDRENFOREPHEMERALS.rawValue:
                (.noChildrenForEphemerals, .notApplied, "an ephemeral znode cannot have children")
            case ZTHROTTLEDOP.rawValue, ZSESSIONMOVED.rawValue:
                (.throttled, .notApplied, "the server put the request off")
            case ZINVALIDSTATE.rawValue, BGZK_NOT_CONNECTED:
                (.notConnected, .notApplied, "the connection was just lost")
            default:
                (.unexpected, lost, "ZooKeeper answered \(code) (\(String(cString: zerror(code))))")
            }
        self.init(meaning, outcome: outcome, failedOperation: failedOperation, message: text)
    }
}
