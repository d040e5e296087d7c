/// Keys of this module's log metadata.
enum LogKeys {
    static let address = "address"
    static let app = "app"
    static let count = "count"
    static let error = "error"
    static let instance = "instance.id"
    static let peer = "peer"
    static let replica = "replica.id"
    static let revision = "revision"
}
