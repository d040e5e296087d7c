import NIOCore
import Simulation
import ZooKeeper

/// A session of a real server, spoken to in its own protocol: nothing of the product is between the comparison and what
/// the server says.
struct WireSession {
    typealias Outcome = Result<SimulatedEnsemble.Reply, SimulatedEnsemble.Failure>

    private(set) var id = SessionID(rawValue: 0)
    private let port: Int
    private let timeout: Duration
    private var password: [UInt8]? = [UInt8](repeating: 0, count: 16)
    private var connection: WireConnection
    private var lastXid: Int32 = 0
    private var lastZxid: Int64 = 0
    private var watches = WireWatches()
    private var events: [ZNodeEvent] = []
    /// `cversion` of the last stat that was received.
    private(set) var lastChildrenVersion: Int32?
    /// The codes of the last transaction that was refused, one an operation.
    private(set) var lastCodes: [Int32] = []

    /// Opens a session at a server on 127.0.0.1.
    init(port: Int, timeout: Duration = .seconds(30)) async throws {
        self.port = port
        self.timeout = timeout
        connection = try await WireConnection(port: port)
        try await introduce()
    }

    /// Runs `body` with a session of its own. The connection breaks afterwards, whether the session was closed or not.
    static func with<R>(port: Int, _ body: (inout WireSession) async throws -> R) async throws -> R {
        var session = try await WireSession(port: port)
        do {
            let result = try await body(&session)
            await session.hangUp()
            return result
        } catch {
            await session.hangUp()
            throw error
        }
    }

    /// Asks and waits for the answer; events that came before it are kept.
    mutating func ask(_ request: SimulatedEnsemble.Request) async throws -> Outcome {
        var body = ByteBuffer()
        request.write(to: &body)
        lastXid += 1
        var (code, answer) = try await exchange(lastXid, request.wireType, body)
        watches.add(request, found: code == 0)
        if let failure = Self.code(code) { return .failure(.init(failure)) }
        return try read(&answer, for: request)
    }

    /// Ends the session.
    mutating func close() async throws {
        lastXid += 1
        _ = try await exchange(lastXid, WireOperation.close, ByteBuffer())
        await hangUp()
    }

    /// Breaks the connection off; the session lives on.
    func hangUp() async { await connection.hangUp() }

    /// Connects again as the same session, and sets its watches again.
    mutating func comeBack() async throws {
        connection = try await WireConnection(port: port)
        let old = id
        try await introduce()
        guard id == old else { throw WireFault(description: "the session was not taken up again") }
        guard !watches.isEmpty else { return }
        var body = ByteBuffer()
        body.writeInteger(lastZxid)
        watches.write(to: &body)
        _ = try await exchange(WireOperation.setWatchesXid, WireOperation.setWatches, body)
    }

    /// The events that came since the last call.
    mutating func takeEvents() -> [ZNodeEvent] {
        defer { events = [] }
        return events
    }

    // MARK: Packets

    private mutating func introduce() async throws {
        var hello = ByteBuffer()
        hello.writeInteger(Int32(0))
        hello.writeInteger(lastZxid)
        hello.writeInteger(Int32(timeout.components.seconds * 1000))
        hello.writeInteger(id.rawValue)
        hello.writeJute(password)
        hello.writeJute(false)
        try await connection.send(hello)
        var answer = try await connection.receive()
        _ = try answer.readNumber(Int32.self)
        _ = try answer.readNumber(Int32.self)
        id = SessionID(rawValue: try answer.readNumber(Int64.self))
        password = try answer.readData()
    }

    private mutating func exchange(_ xid: Int32, _ type: Int32, _ body: ByteBuffer) async throws -> (Int32, ByteBuffer)
    {
        var packet = ByteBuffer()
        packet.writeInteger(xid)
        packet.writeInteger(type)
        packet.writeImmutableBuffer(body)
        try await connection.send(packet)
        while true {
            var answer = try await connection.receive()
            let answered = try answer.readNumber(Int32.self)
            let zxid = try answer.readNumber(Int64.self)
            let code = try answer.readNumber(Int32.self)
            if answered == -1 {
                let event = try Self.event(&answer)
                // After a reconnect the server may tell the same deletion once for the data and once for the children.
                if watches.remove(event) { events.append(event) }
                continue
            }
            guard answered == xid else { throw WireFault(description: "answer \(answered) to request \(xid)") }
            if zxid > 0 { lastZxid = zxid }
            return (code, answer)
        }
    }

    // MARK: Answers

    private mutating func read(_ answer: inout ByteBuffer, for request: SimulatedEnsemble.Request) throws -> Outcome {
        switch request {
        case .get(let path, _):
            let data = try answer.readData()
            return .success(.node(ZNode(path: path, data: data, stat: try stat(&answer))))
        case .stat, .set: return .success(.stat(try stat(&answer)))
        case .children:
            let count = try answer.readNumber(Int32.self)
            var names: [String] = []
            for _ in 0..<max(count, 0) { names.append(try answer.readText()) }
            return .success(.children(ZNodeChildren(names: names, stat: try stat(&answer))))
        case .create: return .success(.created(try answer.readPath()))
        case .delete, .sync: return .success(.done)
        case .commit: return try transaction(&answer)
        }
    }

    private mutating func stat(_ answer: inout ByteBuffer) throws -> ZNodeStat {
        let stat = try answer.readStat()
        lastChildrenVersion = stat.childrenVersion
        return stat.stat
    }

    private mutating func transaction(_ answer: inout ByteBuffer) throws -> Outcome {
        var results: [Transaction.Result] = []
        var codes: [Int32] = []
        while true {
            let type = try answer.readNumber(Int32.self)
            let isDone = try answer.readNumber(UInt8.self) != 0
            _ = try answer.readNumber(Int32.self)
            if isDone { break }
            switch type {
            case WireOperation.create: results.append(.created(try answer.readPath()))
            case WireOperation.setData: results.append(.set(try stat(&answer)))
            case WireOperation.delete: results.append(.deleted)
            case WireOperation.check: results.append(.checked)
            case -1: codes.append(try answer.readNumber(Int32.self))
            default: throw WireFault(description: "result of type \(type)")
            }
        }
        lastCodes = codes
        guard let failed = codes.firstIndex(where: { $0 != 0 }) else { return .success(.committed(results)) }
        return .failure(.init(Self.code(codes[failed]) ?? .unexpected, failedOperation: failed))
    }

    private static func event(_ answer: inout ByteBuffer) throws -> ZNodeEvent {
        let type = try answer.readNumber(Int32.self)
        _ = try answer.readNumber(Int32.self)
        let kind: ZNodeEvent.Kind =
            switch type {
            case 1: .created
            case 2: .deleted
            case 3: .dataChanged
            case 4: .childrenChanged
            default: throw WireFault(description: "event of type \(type)")
            }
        return ZNodeEvent(kind, try answer.readPath())
    }

    private static func code(_ code: Int32) -> ZooKeeperError.Code? {
        switch code {
        case 0: nil
        case -101: .noNode
        case -103: .badVersion
        case -108: .noChildrenForEphemerals
        case -110: .nodeExists
        case -111: .notEmpty
        case -112: .sessionExpired
        default: .unexpected
        }
    }
}

/// The watches that a client remembers, as ZooKeeper's own clients do.
struct WireWatches {
    private var data: [ZNodePath] = []
    private var absence: [ZNodePath] = []
    private var children: [ZNodePath] = []

    var isEmpty: Bool { data.isEmpty && absence.isEmpty && children.isEmpty }

    mutating func add(_ request: SimulatedEnsemble.Request, found: Bool) {
        switch request {
        case .get(let path, true) where found: data.append(path)
        case .stat(let path, true): if found { data.append(path) } else { absence.append(path) }
        case .children(let path, true) where found: children.append(path)
        default: break
        }
    }

    /// Forgets the watches that an event fires; whether there were any.
    mutating func remove(_ event: ZNodeEvent) -> Bool {
        let before = data.count + absence.count + children.count
        if event.kind != .childrenChanged {
            data.removeAll { $0 == event.path }
            absence.removeAll { $0 == event.path }
        }
        if event.kind == .childrenChanged || event.kind == .deleted { children.removeAll { $0 == event.path } }
        return data.count + absence.count + children.count < before
    }

    func write(to buffer: inout ByteBuffer) {
        for paths in [data, absence, children] {
            buffer.writeInteger(Int32(paths.count))
            for path in paths { buffer.writeJute(path.rawValue) }
        }
    }
}
