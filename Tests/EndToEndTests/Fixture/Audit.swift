/// Judges, from what passed the proxy, whether traffic was ever at risk.
struct Audit {
    /// The instances that were UP before the first event.
    var up: [String]
    private(set) var lowest: Int
    private(set) var violations: [String] = []
    private var inTransition: String?

    init(up: [String]) {
        self.up = up
        lowest = up.count
    }

    init(up: [String], events: [RecordingProxy.Event]) {
        self.init(up: up)
        for event in events { take(event) }
    }

    private mutating func take(_ event: RecordingProxy.Event) {
        switch event {
        case .read(let instance):
            // A listing of the whole app verifies too.
            if instance == nil || instance == inTransition { inTransition = nil }
        case .change(let call, code: 200):
            if let other = inTransition, other != call.instance {
                violations.append("\(call.instance) was changed before \(other) was read back")
            }
            inTransition = call.instance
            up.removeAll { $0 == call.instance }
            if call.status == "UP" { up.append(call.instance) }
            lowest = min(lowest, up.count)
            if up.isEmpty { violations.append("nothing was UP after \(call.instance) became \(call.status)") }
        case .change: break
        }
    }
}
