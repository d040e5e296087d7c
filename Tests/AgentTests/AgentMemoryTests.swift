import Coordination
import Eureka
import Foundation
import Logging
import RolloutCore
import TestSupport
import Testing
import ZooKeeper

@testable import Agent

@Suite("What an agent keeps for the next one")
struct AgentMemoryTests {
    private static let logger = Logger(label: "memory") { _ in SwiftLogNoOpLogHandler() }
    private static let claim = Claim(status: .outOfService, lastDirtyTimestamp: 7)

    private func configuration(_ color: Color = .green) -> InstanceAgent.Configuration {
        InstanceAgent.Configuration(
            layout: ZNodeLayout(app: AppName(rawValue: "shop"), isRoot: true), color: color,
            id: InstanceID(rawValue: "shop:10.0.0.1:8080/a"), endpoint: Endpoint(host: "10.0.0.1", port: 8080))
    }

    private func memory(
        _ directory: TemporaryDirectory, _ color: Color = .green, prefix: ZNodePath = .root
    ) throws -> AgentMemory {
        try AgentMemory(
            directory: directory.url.appendingPathComponent("state").path, of: configuration(color), prefix: prefix,
            logger: Self.logger)
    }

    private func ticket() throws -> SessionTicket {
        try #require(SessionTicket(id: SessionID(rawValue: 0x1_0000_0001), password: Array(1...16)))
    }

    /// As an agent leaves it that is killed.
    private func fill(_ directory: TemporaryDirectory) throws {
        let memory = try memory(directory)
        memory.note(try ticket())
        memory.note(Self.claim, registration: configuration().registration(Self.claim))
    }

    @Test("is there for it, in files that nobody else may read")
    func kept() throws {
        let directory = try TemporaryDirectory("memory")
        defer { directory.remove() }
        try fill(directory)
        let next = try memory(directory)
        #expect(next.ticket == (try ticket()))
        #expect(
            next.resumption { configuration().registration($0) } == Resumption(claim: Self.claim, isRegistered: true))
        var files: [String: Int] = [:]
        let state = directory.url.appendingPathComponent("state/shop").path
        for name in try FileManager.default.contentsOfDirectory(atPath: state) {
            files[name] =
                try FileManager.default.attributesOfItem(atPath: "\(state)/\(name)")[.posixPermissions] as? Int
        }
        #expect(files.count == 2)
        #expect(files.values.allSatisfy { $0 == 0o600 }, "\(files)")
    }

    @Test("has it register again when it would say something else")
    func otherRegistration() throws {
        let directory = try TemporaryDirectory("memory")
        defer { directory.remove() }
        try fill(directory)
        var other = configuration()
        other.metadata["version"] = "2"
        #expect(try memory(directory).resumption { other.registration($0) }?.isRegistered == false)
    }

    @Test("is of no use to one of another color or prefix, nor when it is damaged")
    func ofAnother() throws {
        let directory = try TemporaryDirectory("memory")
        defer { directory.remove() }
        try fill(directory)
        #expect(try memory(directory, .blue).ticket == nil)
        #expect(try memory(directory, prefix: "/elsewhere").ticket == nil)
        try directory.write("{", to: "state/shop/shop:10.0.0.1:8080%2Fa.json")
        #expect(try memory(directory).ticket == nil)
    }

    @Test("is nothing once the instance was taken out")
    func forgotten() throws {
        let directory = try TemporaryDirectory("memory")
        defer { directory.remove() }
        try fill(directory)
        try memory(directory).forget()
        #expect(try memory(directory).ticket == nil)
        #expect(try memory(directory).resumption { configuration().registration($0) } == nil)
    }

    @Test("belongs to one living agent; the second is told so")
    func locked() throws {
        let directory = try TemporaryDirectory("memory")
        defer { directory.remove() }
        let first = try memory(directory)
        let fault = #expect(throws: MemoryFault.self) { try memory(directory) }
        guard case .inUse = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(first.ticket == nil)
    }
}
