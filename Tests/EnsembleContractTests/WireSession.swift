import NIOCore
import NIOPosix
import Simulation
import ZooKeeper

/// A session of a real server, spoken to in its own protocol: nothing of the product is between the comparison and what
/// the server says.
struct WireSession {
    typealias Outcome = Result<SimulatedEnsemble.Reply, SimulatedEnsemble.Failure>

    let id: SessionID
    private let writer: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var reader: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var received = ByteBuffer()
    private var lastXid: Int32 = 0
    private var events: [ZNodeEvent] = []
    /// `cversion` of the last stat that was received.
    private(set) var lastChildrenVersion: Int32?
    /// The codes of the last transaction that was refused, one an operation.
    private(set) var lastCodes: [Int32] = []

    /// Runs `body` with a session of its own on 127.0.0.1. The connection breaks afterwards, whether it was closed or not.
    static func with<R>(
        port: Int,
        timeout: Duration = .seconds(10),
        _ body: (inout WireSession) async throws -> R
    ) async throws -> R {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var session = try await WireSession(inbound.makeAsyncIterator(), outbound, timeout)
            return try await body(&session)
        }
    }

    private init(
        _ reader: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        _ writer: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        _ timeout: Duration
    ) async throws {
        self.writer = writer
        var reader = reader
        var received = ByteBuffer()
        var hello = ByteBuffer()
        hello.writeInteger(Int32(0))
        hello.writeInteger(Int64(0))
        hello.writeInteger(Int32(timeout.components.seconds * 1000))
        hello.writeInteger(Int64(0))
        hello.writeJute([UInt8](repeating: 0, count: 16))
        hello.writeJute(false)
        try await writer.write(Self.framed(hello))
        var answer = try await Self.frame(&reader, &received)
        _ = try answer.readNumber(Int32.self)
        _ = try answer.readNumber(Int32.self)
        id = SessionID(rawValue: try answer.readNumber(Int64.self))
        self.reader = reader
        self.received = received
    }

    /// Asks and waits for the answer; events that came before it are kept.
    mutating func ask(_ request: SimulatedEnsemble.Request) async throws -> Outcome {
        var body = ByteBuffer()
        request.write(to: &body)
        var (code, answer) = try await exchange(request.wireType, body)
        if let failure = Self.code(code) { return .failure(.init(failure)) }
        return try read(&answer, for: request)
    }

    /// Ends the session.
    mutating func close() async throws {
        _ = try await exchange(WireOperation.close, ByteBuffer())
    }

    /// The events that came since the last call.
    mutating func takeEvents() -> [ZNodeEvent] {
        defer { events = [] }
        return events
    }

    // MARK: Packets

    private mutating func exchange(_ type: Int32, _ body: ByteBuffer) async throws -> (Int32, ByteBuffer) {
        lastXid += 1
        var packet = ByteBuffer()
        packet.writeInteger(lastXid)
        packet.writeInteger(type)
        packet.writeImmutableBuffer(body)
        try await writer.write(Self.framed(packet))
        while true {
            var answer = try await Self.frame(&reader, &received)
            let xid = try answer.readNumber(Int32.self)
            _ = try answer.readNumber(Int64.self)
            let code = try answer.readNumber(Int32.self)
            if xid == lastXid { return (code, answer) }
            guard xid == -1 else { throw WireFault(description: "answer \(xid) to request \(lastXid)") }
            events.append(try Self.event(&answer))
        }
    }

    private static func framed(_ packet: ByteBuffer) -> ByteBuffer {
        var frame = ByteBuffer()
        frame.writeInteger(Int32(packet.readableBytes))
        frame.writeImmutableBuffer(packet)
        return frame
    }

    private static func frame(
        _ reader: inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        _ received: inout ByteBuffer
    ) async throws -> ByteBuffer {
        while true {
            if let count = received.getInteger(at: received.readerIndex, as: Int32.self),
                received.readableBytes >= Int(count) + 4
            {
                received.moveReaderIndex(forwardBy: 4)
                if let frame = received.readSlice(length: Int(count)) { return frame }
            }
            guard var next = try await reader.next(isolation: #isolation) else { throw WireFault(description: "the server hung up") }
            received.discardReadBytes()
            received.writeBuffer(&next)
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
