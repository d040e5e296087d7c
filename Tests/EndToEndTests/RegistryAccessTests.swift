import AsyncHTTPClient
import Eureka
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

@Suite("A registry process that asks for credentials", .serialized)
struct RegistryAccessTests {
    @Test("A line made by bluegreen credential lets its client in, for what its rights allow")
    func lines() async throws {
        try await withDirectory { directory in
            let file = directory.url.appendingPathComponent("credentials")
            let made = try await shell(
                "printf 'planted-9b3e\\n' | bluegreen credential orders read register:orders > '\(file.path)'",
                directory)
            #expect(made.code == 0 && made.output.isEmpty)
            let bad = try await shell("printf 'a:b\\n' | bluegreen credential orders read", directory)
            #expect(
                bad.code == 64 && bad.output.contains("without a colon") && bad.output.split(separator: "\n").count == 1
            )
            let generated = try await shell("bluegreen credential ops operator --generate >> '\(file.path)'", directory)
            #expect(generated.code == 0 && generated.output.hasPrefix("password of ops: "))
            try await withRegistryProcess(["--credentials", file.path], directory) { process, port in
                let client = try client(port, "orders:planted-9b3e@")
                let info = InstanceInfo(app: "ORDERS", id: "a", hostName: "h", ipAddress: "1.1.1.1", port: 80)
                try await eventually(within: .seconds(20), "the client registers") {
                    (try? await client.register(info)) != nil
                }
                #expect(try await client.applications().applications.map(\.name) == ["ORDERS"])
                await #expect(throws: EurekaError.self) {
                    try await client.setStatus(app: "ORDERS", id: "a", to: .up, epoch: nil)
                }
                await #expect(throws: EurekaError.self) { try await self.client(port, "").applications() }
                let health = try await HTTPClient.shared.get(url: "http://127.0.0.1:\(port)/healthz").get()
                #expect(health.status == .ok)
                #expect(process.output.contains("open to others than its owner"))
                #expect(!process.output.contains("planted-9b3e"))
            }
        }
    }

    @Test("Without a file, listen.auth is everybody with every right")
    func single() async throws {
        try await withDirectory { directory in
            let environment = ["BLUEGREEN_LISTEN_AUTH": "ops:planted-1d5a"]
            try await withRegistryProcess(["--listen", "0.0.0.0:PORT"], directory, environment) { process, port in
                let client = try client(port, "ops:planted-1d5a@")
                let info = InstanceInfo(app: "A", id: "a", hostName: "h", ipAddress: "1.1.1.1", port: 80)
                try await eventually(within: .seconds(20), "the client registers") {
                    (try? await client.register(info)) != nil
                }
                try await client.setStatus(app: "A", id: "a", to: .down, epoch: nil)
                await #expect(throws: EurekaError.self) { try await self.client(port, "").applications() }
                #expect(!process.output.contains("planted-1d5a"))
            }
        }
    }

    @Test("At SIGHUP the file is read again; one that cannot be used changes nothing")
    func reloaded() async throws {
        try await withDirectory { directory in
            let file = directory.url.appendingPathComponent("credentials")
            let made = try await shell(
                "umask 077; printf 'planted-1\\n' | bluegreen credential one read > '\(file.path)'; "
                    + "printf 'planted-2\\n' | bluegreen credential two read > '\(file.path).next'", directory)
            #expect(made.code == 0)
            try await withRegistryProcess(["--credentials", file.path], directory) { process, port in
                let one = try client(port, "one:planted-1@")
                let two = try client(port, "two:planted-2@")
                try await eventually(within: .seconds(20), "the first is let in") {
                    (try? await one.applications()) != nil
                }
                await #expect(throws: EurekaError.self) { try await two.applications() }
                let next = try String(contentsOfFile: "\(file.path).next", encoding: .utf8)
                try "two:broken read\n".write(to: file, atomically: true, encoding: .utf8)
                process.signal(SIGHUP)
                try await eventually("it says why not") {
                    process.output.contains("Credentials stay as they were")
                        && process.output.contains("\(file.path):1: ")
                }
                _ = try await one.applications()
                try next.write(to: file, atomically: true, encoding: .utf8)
                process.signal(SIGHUP)
                try await eventually("it is read again") {
                    process.output.contains("Credentials read again") && process.output.contains("principals=1")
                }
                _ = try await two.applications()
                await #expect(throws: EurekaError.self) { try await one.applications() }
                try FileManager.default.removeItem(at: file)
                process.signal(SIGHUP)
                try await eventually("it says that there is none") { process.output.contains("does not exist") }
                _ = try await two.applications()
                #expect(process.isRunning && !process.output.contains("planted-"))
            }
        }
    }

    @Test("A broken file refuses the start, with file and line")
    func broken() async throws {
        try await withDirectory { directory in
            let file = directory.url.appendingPathComponent("credentials")
            try "# fine\norders:secret read\n".write(to: file, atomically: true, encoding: .utf8)
            let ended = try await shell("bluegreen registry --standalone --credentials '\(file.path)'", directory)
            #expect(ended.code == 64 && ended.output.contains("\(file.path):2: ") && !ended.output.contains("secret"))
        }
    }

    private func client(_ port: Int, _ userInfo: String) throws -> EurekaClient {
        try EurekaClient(
            baseURL: "http://\(userInfo)127.0.0.1:\(port)/eureka", httpClient: .shared, timeout: .seconds(10),
            role: .agent,
            logger: Logger(label: "test"))
    }

    private func withDirectory(_ body: (TemporaryDirectory) async throws -> Void) async throws {
        let directory = try TemporaryDirectory("access")
        defer { directory.remove() }
        try await body(directory)
    }

    private func shell(_ text: String, _ directory: TemporaryDirectory) async throws -> (code: Int32?, output: String) {
        let path = URL(fileURLWithPath: Deployment.executable).deletingLastPathComponent().path
        let child = try await ChildProcess.start(
            "/bin/sh", ["-c", "PATH='\(path)':$PATH; \(text)"],
            log: directory.url.appendingPathComponent("\(UUID().uuidString.prefix(4)).log"))
        await child.waitForExit()
        return (child.exitCode, child.output)
    }

    /// `PORT` in an argument stands for a free port.
    private func withRegistryProcess(
        _ arguments: [String], _ directory: TemporaryDirectory, _ own: [String: String] = [:],
        _ body: (ChildProcess, Int) async throws -> Void
    ) async throws {
        let port = try FreePort.allocate()[0]
        let given = arguments.map { $0.replacing("PORT", with: "\(port)") }
        let listen = given.contains("--listen") ? [] : ["--listen", "127.0.0.1:\(port)"]
        let child = try await ChildProcess.start(
            Deployment.executable, ["registry", "--standalone", "--log-level", "trace"] + listen + given,
            environment: ProcessInfo.processInfo.environment.merging(own) { _, new in new },
            log: directory.url.appendingPathComponent("registry.log"))
        do {
            try await body(child, port)
        } catch {
            await child.kill()
            throw Deployment.Failure("\(error)\n\(child.output)")
        }
        await child.kill()
    }
}
