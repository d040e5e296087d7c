import Eureka

extension MemoryRequest {
    /// Who asks, as far as anybody can tell: by the address, by what the client calls itself, and by who it has shown to be.
    ///
    /// Behind NAT or a proxy many clients have one address, and those of one language one user agent. Netflix's own client
    /// says its machine's address in a header beside; others can be made to. Connections tell nobody apart: a client has
    /// several, opens new ones between two fetches, and shares those of a proxy.
    func reader(_ configuration: RegistryServer.Configuration) -> ReaderLog.Key {
        let userAgent = userAgent ?? ""
        if identity == nil, configuration.access == nil, userAgent.utf8.count <= 128 {
            return ReaderLog.Key(address: address, userAgent: userAgent)
        }
        var names = [userAgent]
        if let identity, identity != address { names.append(identity) }
        if configuration.access != nil, let user = BasicCredential(header: authorization ?? "")?.user {
            names.append("as \(user)")
        }
        let name = names.map { String(decoding: $0.utf8.prefix(128), as: UTF8.self) }.joined(separator: " ")
        return ReaderLog.Key(address: address, userAgent: name)
    }
}
