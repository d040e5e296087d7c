import Simulation
import ZooKeeper

/// Where a script can be played: two sessions that act and one that looks at the end.
protocol Stage {
    static var watcher: Int { get }
    var owners: [SessionID] { get }
    mutating func ask(_ session: Int, _ request: SimulatedEnsemble.Request) async throws -> WireSession.Outcome
    mutating func takeEvents(_ session: Int) -> [ZNodeEvent]
    mutating func close(_ session: Int) async throws
    mutating func leave(_ session: Int) async
    mutating func comeBack(_ session: Int) async throws
    /// How many children ever came and went, of the znode that the onlooker has just read.
    mutating func childrenVersion(of path: ZNodePath) -> Int32?
}

extension Stage {
    static var watcher: Int { 2 }

    /// Plays a script and tells what its sessions saw; in the end the onlooker reads everything.
    mutating func play(_ script: Script) async throws -> Trace {
        var trace = Trace(root: script.root, owners: owners)
        var isOpen = [true, true]
        var isAway = [false, false]
        var unordered = [false, false]
        for (number, step) in script.steps.enumerated() {
            switch step {
            case .ask(let session, let request):
                let outcome = try await ask(session, request)
                takeEvents(session, &unordered, &trace, "\(number)")
                trace.add(outcome, "\(number)")
            case .close(let session):
                try await close(session)
                isOpen[session] = false
                // A session's ephemerals go in no order of note.
                unordered = [true, true]
                trace.add("\(number) closed")
            case .leave(let session):
                _ = try await ask(session, .stat(script.root, watch: false))
                takeEvents(session, &unordered, &trace, "\(number)")
                await leave(session)
                isAway[session] = true
            case .comeBack(let session):
                try await comeBack(session)
                isAway[session] = false
                unordered[session] = true
                takeEvents(session, &unordered, &trace, "\(number)")
            }
        }
        for session in isOpen.indices where isOpen[session] {
            if isAway[session] {
                try await comeBack(session)
                unordered[session] = true
            }
            _ = try await ask(session, .stat(script.root, watch: false))
            takeEvents(session, &unordered, &trace, "end \(session)")
        }
        try await look(at: script.root, &trace)
        for session in isOpen.indices where isOpen[session] { try await close(session) }
        return trace
    }

    private mutating func takeEvents(
        _ session: Int, _ unordered: inout [Bool], _ trace: inout Trace, _ prefix: String
    ) {
        var events = takeEvents(session)
        if unordered[session] { events.sort { ("\($0.kind)", $0.path) < ("\($1.kind)", $1.path) } }
        unordered[session] = false
        trace.add(events, prefix)
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
    mutating func leave(_ session: Int) { ensemble.disconnect(owners[session]) }
    mutating func comeBack(_ session: Int) throws {
        let contact = ensemble.connect(owners[session], to: 0, at: .zero)
        guard contact == .accepted else { throw WireFault(description: "the simulated server says \(contact)") }
    }
    mutating func childrenVersion(of path: ZNodePath) -> Int32? { ensemble.childrenVersion(of: path) }
}

/// A real server as a stage.
struct ServerStage: Stage {
    var sessions: [WireSession]
    var owners: [SessionID] { sessions.map(\.id) }

    /// Two new sessions and an onlooker, who may be the same for many stages one after the other.
    init(port: Int, onlooker: WireSession) async throws {
        sessions = [try await WireSession(port: port), try await WireSession(port: port), onlooker]
    }

    mutating func ask(_ session: Int, _ request: SimulatedEnsemble.Request) async throws -> WireSession.Outcome {
        try await sessions[session].ask(request)
    }

    mutating func takeEvents(_ session: Int) -> [ZNodeEvent] { sessions[session].takeEvents() }
    mutating func close(_ session: Int) async throws { try await sessions[session].close() }
    mutating func leave(_ session: Int) async { await sessions[session].hangUp() }
    mutating func comeBack(_ session: Int) async throws { try await sessions[session].comeBack() }
    mutating func childrenVersion(of path: ZNodePath) -> Int32? { sessions[Self.watcher].lastChildrenVersion }
}
