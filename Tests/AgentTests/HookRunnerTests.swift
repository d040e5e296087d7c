import Coordination
import Eureka
import Foundation
import InMemoryLogging
import Logging
import NIOConcurrencyHelpers
import RolloutCore
import TestSupport
import Testing

@testable import Agent

@Suite("A hook", .timeLimit(.minutes(1)))
struct HookRunnerTests {
    private let log = InMemoryLogHandler()

    /// Runs a shell script as `post-enable`; its failure.
    private func run(
        _ script: String, timeout: Duration = .seconds(20), while isWanted: @escaping @Sendable () -> Bool = { true }
    ) async throws -> String? {
        let directory = try TemporaryDirectory("hooks")
        defer { directory.remove() }
        try directory.write("#!/bin/sh\n" + script, to: "post-enable")
        let path = directory.url.appendingPathComponent("post-enable").path
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        #expect(HookRunner.hooks(in: directory.url.path) == [.postEnable])
        let configuration = InstanceAgent.Configuration(
            layout: ZNodeLayout(app: AppName(rawValue: "shop"), isRoot: true), color: .green,
            id: InstanceID(rawValue: "green-1"), endpoint: Endpoint(host: "10.0.0.1", port: 8080))
        let runner = HookRunner(
            directory: directory.url.path, timeout: timeout, configuration: configuration,
            logger: Logger(label: "hooks") { _ in log })
        return await runner.run(HookCall(hook: .postEnable, from: .outOfService, to: .up, number: 1), while: isWanted)
    }

    private var said: [String] {
        log.entries.filter { "\($0.message)" == "Hook says" }.map { $0.metadata["text"].map { "\($0)" } ?? "" }
    }

    @Test("knows from its environment what it is about, and its output is in the log")
    func environment() async throws {
        let failure = try await run(
            """
            echo "$BLUEGREEN_HOOK $BLUEGREEN_APP $BLUEGREEN_COLOR $BLUEGREEN_INSTANCE $BLUEGREEN_ENDPOINT"
            echo "$BLUEGREEN_STATUS_FROM $BLUEGREEN_STATUS_TO" >&2
            printf unended
            """)
        #expect(failure == nil)
        #expect(said == ["post-enable shop green green-1 10.0.0.1:8080", "OUT_OF_SERVICE UP", "unended"])
    }

    @Test("that ends with another exit code or by a signal has failed")
    func failures() async throws {
        #expect(try await run("exit 3") == "exit code 3")
        #expect(try await run("kill -9 $$") == "ended by signal 9")
    }

    @Test("that writes without end is not held up, and only its beginning is logged")
    func bounded() async throws {
        #expect(try await run("yes 0123456789 | head -c 3000000; exit 0") == nil)
        #expect(said.joined().count <= HookOutput.limit + 40)
        #expect(said.last == "… (more than 8192 bytes)")
    }

    @Test("that takes too long is killed with everything it started")
    func timeout() async throws {
        let directory = try TemporaryDirectory("hook-pids")
        defer { directory.remove() }
        let file = directory.url.appendingPathComponent("pid").path
        let failure = try await run("trap '' TERM; sleep 600 & echo $! > '\(file)'; wait; wait", timeout: .seconds(2))
        #expect(failure?.hasPrefix("killed after") == true)
        let pid = try #require(Int32(String(contentsOfFile: file, encoding: .utf8).dropLast()))
        try await eventually("the grandchild's end") {
            let status = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
            return status.isEmpty || status.contains(") Z ")
        }
    }

    @Test("that is not needed any more is killed before its time")
    func unwanted() async throws {
        let looks = NIOLockedValueBox(0)
        let failure = try await run("exec sleep 600", timeout: .seconds(600)) {
            looks.withLockedValue { looks in
                looks += 1
                return looks < 4
            }
        }
        #expect(failure == "no longer needed")
    }

    @Test("may leave a process behind that keeps its output open")
    func daemon() async throws {
        #expect(try await run("sleep 30 & echo done; exit 0", timeout: .seconds(15)) == nil)
        #expect(said.contains("done"))
    }
}
