public import Foundation
import NIOConcurrencyHelpers
import NIOPosix

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A process that cannot outlive the test: the kernel kills it when the test process goes, whatever the reason.
///
/// On Linux it is started through `setpriv --pdeathsig KILL`, which replaces itself by the command, so the process id is
/// the command's. The kernel watches the *thread* that started the process; therefore all are started by one thread that
/// never ends.
public final class ChildProcess: Sendable {
    /// The command could not be started.
    public struct StartFailure: Error, CustomStringConvertible {
        /// One sentence.
        public let description: String
    }

    /// The kernel's number.
    public let id: Int32
    /// Where standard output and standard error go.
    public let log: URL
    private let process: NIOLockedValueBox<Process>

    private static let starter: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        return pool
    }()

    private init(_ process: Process, log: URL) {
        id = process.processIdentifier
        self.log = log
        self.process = NIOLockedValueBox(process)
    }

    /// Starts `executable`; its output is appended to `log`.
    public static func start(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String]? = nil,
        log: URL
    ) async throws -> ChildProcess {
        guard FileManager.default.isExecutableFile(atPath: executable) else {
            throw StartFailure(description: "\(executable) is not installed")
        }
        return try await starter.runIfActive {
            let process = Process()
            #if os(Linux)
            process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
            process.arguments = ["--pdeathsig", "KILL", executable] + arguments
            #else
            process.executableURL = URL(fileURLWithPath: executable)
            process.arguments = arguments
            #endif
            if let environment { process.environment = environment }
            _ = FileManager.default.createFile(atPath: log.path, contents: nil)
            let output = try FileHandle(forWritingTo: log)
            defer { try? output.close() }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = output
            process.standardError = output
            try process.run()
            return ChildProcess(process, log: log)
        }
    }

    /// Whether it has not ended yet.
    public var isRunning: Bool { process.withLockedValue { $0.isRunning } }

    /// How it ended; nil while it runs. Death by a signal is 128 + its number.
    public var exitCode: Int32? {
        process.withLockedValue { process in
            guard !process.isRunning else { return nil }
            return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        }
    }

    /// What it has written so far.
    public var output: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// Sends a signal; nothing when it has ended.
    public func signal(_ number: Int32) {
        process.withLockedValue { if $0.isRunning { _ = Glibc.kill(id, number) } }
    }

    /// Asks it to end.
    public func terminate() { signal(SIGTERM) }
    /// Freezes it; waits up to 100 ms until every thread of it has stopped, which a busy machine delays.
    public func suspend() {
        signal(SIGSTOP)
        #if os(Linux)
        for _ in 0..<100 {
            var news = siginfo_t()
            let code = waitid(P_PID, id_t(id), &news, WSTOPPED | WNOHANG)
            if code != 0 || news.si_signo == SIGCHLD { return }
            usleep(1_000)
        }
        #endif
    }

    /// Lets it go on.
    public func resume() { signal(SIGCONT) }

    /// Ends it at once and waits until it is gone.
    public func kill() async {
        signal(SIGKILL)
        await waitForExit()
    }

    /// Waits until it is gone; not ended by cancellation.
    public func waitForExit() async {
        while isRunning {
            _ = try? await Self.starter.runIfActive { usleep(5_000) }
        }
    }
}
