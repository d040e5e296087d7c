/// An address that no instance registered: `<app>-blue`, `<app>-green` or `<app>-standby`, for test traffic that is to
/// reach a color whether it is enabled or not.
///
/// What is alive is shown as UP, since clients use nothing else; what says of itself that it is not well stays as it is.
public struct DerivedVIP: Hashable, Sendable {
    /// Which instances of the app.
    enum Part: String, CaseIterable, Hashable {
        case blue
        case green
        /// Those that are not enabled.
        case standby
    }

    /// The app, upper-case.
    let app: String
    let part: Part
    /// As the client wrote it.
    let address: String

    /// Nil when the address has none of the three endings.
    public init?(_ address: String) {
        guard let dash = address.lastIndex(of: "-"), dash > address.startIndex,
            let part = Part(rawValue: String(address[address.index(after: dash)...]))
        else { return nil }
        app = address[..<dash].uppercased()
        self.part = part
        self.address = address
    }

    func reaches(_ record: InstanceRecord) -> Bool {
        switch part {
        case .blue, .green: record.color == part.rawValue
        case .standby: record.isManaged && record.override != .up
        }
    }

    /// The instance under this address, as clients look it up.
    func listed(_ instance: InstanceInfo) -> InstanceInfo {
        var instance = instance
        if instance.status.isSwitchable { instance.status = .up }
        instance.vipAddress = address
        instance.secureVIPAddress = address
        return instance
    }
}
