/// Listening beyond this machine needs credentials, or somebody who says that it does not.
enum ListenRule {
    /// - Parameter hasCredentials: Whether the role asks for others than `listen.auth`.
    static func check(
        _ address: ListenAddress, settings: Settings, hasCredentials: Bool = false
    ) throws(Failure) {
        guard !address.isLoopback, !hasCredentials else { return }
        guard try settings.listenCredential() == nil, try !settings.flag(.listenOpen) else { return }
        throw Failure(
            .usage,
            "refusing to listen on \(address) without credentials: set \(ConfigurationKey.listenAuth.variable)=user:password, "
                + "listen on 127.0.0.1, or say \(ConfigurationKey.listenOpen.option ?? "") if the network keeps strangers out"
        )
    }
}
