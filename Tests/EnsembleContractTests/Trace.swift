import Simulation
import ZooKeeper

/// What the sessions of a script saw, freed of what differs between two runs: transaction numbers become ranks, owners
/// the script's sessions.
struct Trace {
    struct Line {
        var text: String
        var zxids: [Int64] = []
    }

    let root: ZNodePath
    let owners: [SessionID]
    private(set) var lines: [Line] = []

    init(root: ZNodePath, owners: [SessionID]) {
        self.root = root
        self.owners = owners
    }

    mutating func add(_ outcome: WireSession.Outcome, _ prefix: String) {
        switch outcome {
        case .failure(let failure):
            let place = failure.failedOperation.map { " at \($0)" } ?? ""
            lines.append(Line(text: "\(prefix) \(failure.code)\(place)"))
        case .success(let reply): lines.append(line(reply, prefix))
        }
    }

    mutating func add(_ events: [ZNodeEvent], _ prefix: String) {
        for event in events { lines.append(Line(text: "\(prefix) told \(event.kind) \(relative(event.path))")) }
    }

    mutating func add(_ text: String) { lines.append(Line(text: text)) }

    /// The lines as text that two runs have in common.
    var rendered: [String] {
        let ranks = Array(Set(lines.flatMap(\.zxids))).sorted()
        return lines.map { line in
            let order = line.zxids.map { zxid in "\(ranks.firstIndex(of: zxid) ?? -1)" }
            return line.text + (order.isEmpty ? "" : " @" + order.joined(separator: ","))
        }
    }

    private func line(_ reply: SimulatedEnsemble.Reply, _ prefix: String) -> Line {
        switch reply {
        case .done: return Line(text: "\(prefix) done")
        case .created(let path): return Line(text: "\(prefix) created \(relative(path))")
        case .stat(let stat): return Line(text: "\(prefix) \(text(stat))", zxids: zxids(stat))
        case .node(let node):
            let data = node.data.map { "\($0)" } ?? "null"
            return Line(text: "\(prefix) \(data) \(text(node.stat))", zxids: zxids(node.stat))
        case .children(let children):
            return Line(text: "\(prefix) \(children.names) \(text(children.stat))", zxids: zxids(children.stat))
        case .committed(let results):
            var line = Line(text: "\(prefix) committed")
            for result in results {
                switch result {
                case .created(let path): line.text += " created \(relative(path))"
                case .deleted: line.text += " deleted"
                case .checked: line.text += " checked"
                case .set(let stat):
                    line.text += " set \(text(stat))"
                    line.zxids += zxids(stat)
                }
            }
            return line
        }
    }

    private func text(_ stat: ZNodeStat) -> String {
        let owner = stat.ephemeralOwner.map { owner in
            owners.firstIndex(of: owner).map { "session \($0)" } ?? "a stranger"
        }
        return "v\(stat.version.rawValue) \(stat.childCount) children \(stat.dataLength) bytes of \(owner ?? "nobody")"
    }

    private func zxids(_ stat: ZNodeStat) -> [Int64] { [stat.czxid, stat.mzxid, stat.pzxid] }

    private func relative(_ path: ZNodePath) -> String {
        path.rawValue.hasPrefix(root.rawValue) ? "~" + path.rawValue.dropFirst(root.rawValue.count) : path.rawValue
    }
}
