/// The version of this program, shown by `--version` and told by each controller in ZooKeeper.
enum Version {
    static let current = "0.1.0"
}
