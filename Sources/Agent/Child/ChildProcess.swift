import Logging
import Subprocess
import SystemPackage

#if canImport(Glibc)
import Glibc
#endif

/// The instance's own process, run as a child of the agent.
///
/// It has a process group of its own, shares the agent's standard output and error and inherits no other descriptor. When
/// the agent's task is cancelled, the whole group gets SIGTERM and, after `stopDeadline`, SIGKILL. When the agent itself is
/// killed, the kernel kills the child (Linux, with `setpriv` of util-linux, which every Debian has).
struct ChildProcess: Sendable {
    private static let setpriv = FilePath("/usr/bin/setpriv")

    let command: [String]
    let stopDeadline: Duration
    /// Variables of the agent's environment that it does not get.
    var withheld: [String] = []
    let logger: Logger

    /// Runs the command to its end; cancel the task to end it.
    ///
    /// The result is its exit code, 128 + n if signal n ended it, 127 if it could not be started.
    func run() async -> Int32 {
        guard let name = command.first else { return 127 }
        do {
            let path = try await Self.executable(name).resolveExecutablePath(in: .inherit)
            let result = try await start(path, arguments: Array(command.dropFirst()))
            return result
        } catch {
            // Ended by cancellation is no failure to start.
            guard !Task.isCancelled else { return 0 }
            logger.error("Cannot run the command", metadata: [LogKeys.command: "\(name)", LogKeys.reason: "\(error)"])
            return 127
        }
    }

    private func start(_ path: FilePath, arguments: [String]) async throws -> Int32 {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: stopDeadline)
        ]
        let dies = Self.hasParentDeathSignal
        let result = try await Subprocess.run(
            .path(dies ? Self.setpriv : path),
            arguments: Arguments((dies ? ["--pdeathsig", "KILL", "--", path.string] : []) + arguments),
            environment: .inherit.updating(withheldVariables),
            platformOptions: options,
            input: .none,
            output: .currentStandardOutput,
            error: .currentStandardError
        ) { execution in
            logger.notice("Started the instance's process", metadata: [LogKeys.pid: "\(execution.processIdentifier)"])
        }
        switch result.terminationStatus {
        case .exited(let code): return code
        case .signaled(let signal): return 128 + signal
        }
    }

    private var withheldVariables: [Environment.Key: String?] {
        var variables: [Environment.Key: String?] = [:]
        for name in withheld { variables.updateValue(nil, forKey: Environment.Key(stringLiteral: name)) }
        return variables
    }

    /// A name with a slash is a path, as in a shell.
    private static func executable(_ name: String) -> Executable {
        name.contains("/") ? .path(FilePath(name)) : .name(name)
    }

    private static var hasParentDeathSignal: Bool {
        #if canImport(Glibc)
        access(setpriv.string, X_OK) == 0
        #else
        false
        #endif
    }
}
