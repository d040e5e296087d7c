import Eureka

/// Which of an app's instances a feed hands to a proxy, and under which name.
enum FeedPart: String, CaseIterable, Hashable, Sendable {
    /// Those that serve, under the app's own name.
    case serving = ""
    /// Those of one color that are alive, whether enabled or not, for test traffic.
    case blue = "-blue"
    case green = "-green"
    /// Those that are alive and not enabled.
    case standby = "-standby"

    /// Instances that a proxy should not send requests to are left out, not marked: with too few that are well, proxies
    /// send requests to the marked ones, too, which here would be the wrong color.
    func includes(_ instance: InstanceInfo) -> Bool {
        switch self {
        case .serving: instance.status == .up
        case .blue, .green:
            instance.color.map { "-\($0)" } == rawValue && [.up, .outOfService].contains(instance.status)
        case .standby: instance.color != nil && instance.status == .outOfService
        }
    }

    /// The app and the part that a name asks for, when the app has no instance under the whole name.
    static func split(_ name: String) -> (app: String, part: FeedPart)? {
        for part in [FeedPart.blue, .green, .standby] where name.hasSuffix(part.rawValue) {
            return (String(name.dropLast(part.rawValue.count)), part)
        }
        return nil
    }
}
