import Eureka
import RolloutCore

/// Which color gets all requests of an app, for a proxy that can only choose between whole colors.
///
/// Such a proxy sends requests to every instance of the color that it is told. So a color is the answer
/// - never, while none of its instances is UP and one of the other color is;
/// - when it is whole, that is when each of its instances was enabled, and the other one is not;
/// - when both are whole, if it was enabled last: the target moves in before anything of the source is disabled, and the
///   source comes back before anything of the target is;
/// - otherwise as long as it is the answer already: in the middle of a canary only part of either color is enabled.
///
/// Without an instance that is UP the answer stays what it was; before the first one there is none.
struct ActiveColor: Hashable, Sendable {
    private(set) var answer: Color?
    private var enabledLast: Color?
    private var statuses: [String: EurekaStatus]?

    /// Takes in what the registry lists of the app.
    mutating func take(_ app: ListedApp) {
        noteEnabled(app)
        let fleets = PerColor(blue: Fleet(app, .blue), green: Fleet(app, .green))
        if let color = Color.allCases.first(where: { fleets[$0].up > 0 && fleets[$0.opposite].up == 0 }) {
            answer = color
        } else if fleets.blue.up > 0 {
            answer = choose(fleets)
        }
    }

    private func choose(_ fleets: PerColor<Fleet>) -> Color {
        switch (fleets.blue.isWhole, fleets.green.isWhole) {
        case (true, false): .blue
        case (false, true): .green
        case (true, true): enabledLast ?? fleets.newest
        case (false, false): answer ?? fleets.newest
        }
    }

    /// The first listing tells what is enabled, and not in which order.
    private mutating func noteEnabled(_ app: ListedApp) {
        let before = statuses
        statuses = Dictionary(app.servers.map { ($0.name, $0.status) }) { first, _ in first }
        guard let before else { return }
        for server in app.servers where server.status == .up {
            switch before[server.name] {
            case .up, .down: continue
            case .outOfService, .starting, .unknown, nil: enabledLast = server.color
            }
        }
    }

    /// One color's instances, as far as the choice depends on them.
    fileprivate struct Fleet: Hashable {
        var up = 0
        /// Those that nobody has enabled. One that is DOWN was, and is ill.
        var disabled = 0
        /// When one that is UP changed last.
        var changed: EpochMilliseconds = 0

        var isWhole: Bool { up > 0 && disabled == 0 }

        init(_ app: ListedApp, _ color: Color) {
            for server in app.servers where server.color == color {
                switch server.status {
                case .up:
                    up += 1
                    changed = max(changed, server.changed)
                case .down: continue
                case .outOfService, .starting, .unknown: disabled += 1
                }
            }
        }
    }
}

extension PerColor<ActiveColor.Fleet> {
    /// The color that changed last, when nobody has seen which one was enabled last.
    fileprivate var newest: Color { green.changed > blue.changed ? .green : .blue }
}
