import Simulation
import ZooKeeper

/// Where a script can be played: two sessions that act and one that looks at the end.
protocol Stage {
    static var watcher: Int { get }
    var owners: [SessionID] { get }
    mutating func ask(_ session: Int, _ request: SimulatedEnsemble.Request) async throws -> WireSession.Outcome
    mutating func takeEvents(_ session: Int) -> [ZNodeEvent]
    mutating func close(_ session: Int) async throws
    /// How many children ever came and went, of the znode that the onlooker has just read.
    mutating func childrenVersion(of path: ZNodePath) -> Int32?
}

extension Stage {
    static var watcher: Int { 2 }

    /// Plays a script and tells what its sessions saw; in the end the onlooker reads everything.
    mutating func play(_ script: Script) async throws -> Trace {
        var trace = Trace(root: script.root, owners: owners)
        var isOpen = [true, true]
        var closings = 0
        var closingsSeen = [0, 0]
        func sorted(_ events: [ZNodeEvent], _ session: Int) -> [ZNodeEvent] {
            defer { closingsSeen[session] = closings }
            // A session's ephemerals go in no order of note.
            guard closingsSeen[session] != closings else { return events }
            return events.sorted { ("\($0.kind)", $0.path) < ("\($1.kind)", $1.path) }
        }
        for (number, step) in script.steps.enumerated() {
            switch step {
            case .ask(let session, let request):
                let outcome = try await ask(session, request)
                trace.add(sorted(takeEvents(session), session), "\(number)")
                trace.add(outcome, "\(number)")
            case .close(let session):
                try await close(session)
                isOpen[session] = false
                closings += 1
                trace.add("\(number) closed")
            }
        }
        for session in isOpen.indices where isOpen[session] {
            _ = try await ask(session, .stat(script.root, watch: false))
            trace.add(sorted(takeEvents(session), session), "end \(session)")
        }
        try await look(at: script.root, &trace)
        for session in isOpen.indices where isOpen[session] { try await close(session) }
        return trace
    }

    private mutating func look(at path: ZNodePath, _ trace: inout Trace) async throws {
        trace.add(try await ask(Self.watcher, .get(path, watch: false)), "end \(path.name)")
        let children = try await ask(Self.watcher, .children(path, watch: false))
        trace.add(children, "end children")
        guard case .success(.children(let found)) = children else { return }
        trace.add("children version \(childrenVersion(of: path) ?? -1)")
        for name in found.names { try await look(at: path.appending(name), &trace) }
    }
}

/// The simulated ensemble as a stage.
struct SimulatedStage: Stage {
    var ensemble = SimulatedEnsemble(servers: 1)
    let owners: [SessionID]

    init() throws {
        var opened: [SessionID] = []
        for _ in 0...Self.watcher {
            guard let session = ensemble.open(timeout: .seconds(10), on: 0, at: .zero) else {
                throw WireFault(description: "the simulated server does not serve")
            }
            opened.append(session)
        }
        owners = opened
    }

    mutating func ask(_ session: Int, _ request: SimulatedEnsemble.Request) -> WireSession.Outcome {
        let answer = ensemble.submit(request, from: owners[session], at: .zero)
        ensemble.receive(answer, on: owners[session])
        return answer.outcome
    }

    mutating func takeEvents(_ session: Int) -> [ZNodeEvent] { ensemble.takeEvents(of: owners[session]) }
    mutating func close(_ session: Int) { ensemble.close(owners[session], at: .zero) }
    mutating func childrenVersion(of path: ZNodePath) -> Int32? { ensemble.childrenVersion(of: path) }
}

/// A real server as a stage.
struct ServerStage: Stage {
    var sessions: [WireSession]
    var owners: [SessionID] { sessions.map(\.id) }

    /// Runs `body` on a stage with sessions of its own; the onlooker may be used by many stages one after the other.
    static func with<R>(
        port: Int,
        onlooker: inout WireSession,
        _ body: (inout ServerStage) async throws -> R
    ) async throws -> R {
        let guest = onlooker
        let (result, last) = try await WireSession.with(port: port) { first in
            let one = first
            return try await WireSession.with(port: port) { second in
                var stage = ServerStage(sessions: [one, second, guest])
                let result = try await body(&stage)
                return (result, stage.sessions[watcher])
            }
        }
        onlooker = last
        return result
    }

    mutating func ask(_ session: Int, _ request: SimulatedEnsemble.Request) async throws -> WireSession.Outcome {
        try await sessions[session].ask(request)
    }

    mutating func takeEvents(_ session: Int) -> [ZNodeEvent] { sessions[session].takeEvents() }
    mutating func close(_ session: Int) async throws { try await sessions[session].close() }
    mutating func childrenVersion(of path: ZNodePath) -> Int32? { sessions[Self.watcher].lastChildrenVersion }
}
