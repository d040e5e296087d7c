import ArgumentParser
import Coordination
import Eureka
import NIOCore
import Registry
import ServiceLifecycle
import ZooKeeper

extension Failure {
    /// The sentence for an error of a module below; nil for what the argument parser has to say.
    init?(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as ZooKeeperError: self.init(zooKeeper: error)
        case let error as CoordinationError: self.init(.unavailable, "\(error)")
        case let error as EurekaError where error.code == .invalidURL: self.init(.usage, error.message)
        case let error as EurekaError: self.init(.unavailable, "the registry: \(error.message)")
        case let error as RegistryError: self.init(.usage, "\(error)")
        case let error as CopyError: self.init(.unavailable, "\(error)")
        case let error as IOError: self.init(.unavailable, "the network: \(error)")
        case is CleanExit, is ValidationError, is ExitCode: return nil
        case is ServiceGroupError: self.init(.unavailable, "it ended although nobody asked it to: see the log above")
        default:
            // The parser's own errors have no public type: they are the ones it knows an exit code for.
            let code = Bluegreen.exitCode(for: error)
            if code == .success || code == .validationFailure { return nil }
            self.init(.unavailable, "unexpected: \(error)")
        }
    }

    private init(zooKeeper error: ZooKeeperError) {
        switch error.code {
        case .noAuth:
            let path = error.path.map { " \($0)" } ?? ""
            self.init(
                .notPermitted,
                "ZooKeeper does not permit this with the present credentials\(path.isEmpty ? "" : " (\(path.dropFirst()))"): "
                    + "set \(ConfigurationKey.zookeeperAuth.variable)=user:password to those that own it")
        case .authFailed:
            self.init(
                .notPermitted,
                "ZooKeeper refused the credentials: check \(ConfigurationKey.zookeeperAuth.variable)=user:password")
        case .invalidConnectString, .invalidPath:
            self.init(.usage, error.message)
        default:
            self.init(.unavailable, error.message)
        }
    }
}
