public import Hummingbird
import NIOCore

/// What the registry's routes know of a request besides itself: who sent it.
public struct RegistryRequestContext: RequestContext {
    /// What Hummingbird knows.
    public var coreContext: CoreRequestContextStorage
    /// The client's address without its port; empty when there is none.
    public let remoteAddress: String

    /// Takes the address from the connection.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress ?? ""
    }
}
