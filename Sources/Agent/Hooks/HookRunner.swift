import Coordination
import Eureka
import Foundation
import Logging
import RolloutCore
import Subprocess
import SystemPackage

/// Runs the executables of one directory that are named after a hook.
///
/// Each has a process group of its own, nothing on its standard input, the agent's environment and what the hook is about
/// in `BLUEGREEN_…`. After its time the whole group gets SIGTERM and, a second later, SIGKILL.
struct HookRunner: Sendable {
    let directory: String
    let timeout: Duration
    let configuration: InstanceAgent.Configuration
    let logger: Logger

    private static let killDelay: Duration = .seconds(1)
    private static let look: Duration = .milliseconds(100)
    private static let unwanted = "no longer needed"

    /// The hooks that there is an executable for; looked at once.
    static func hooks(in directory: String) -> [Hook] {
        Hook.allCases.filter { FileManager.default.isExecutableFile(atPath: "\(directory)/\($0.rawValue)") }
    }

    /// - Parameter isWanted: asked again and again; when it is not, the hook is killed before its time.
    /// - Returns: why it failed, in a few words; nil when it ended with exit code 0 in time.
    func run(_ call: HookCall, while isWanted: @escaping @Sendable () -> Bool = { true }) async -> String? {
        guard isWanted() else { return Self.unwanted }
        logger.info("Running a hook", metadata: [LogKeys.hook: "\(call.hook.rawValue)"])
        let ended = await withTaskGroup(of: String??.self) { group in
            group.addTask { .some(await execute(call)) }
            group.addTask {
                let end = ContinuousClock.now + timeout
                while ContinuousClock.now < end, !Task.isCancelled, isWanted() {
                    try? await Task.sleep(for: min(Self.look, end - .now), clock: .continuous)
                }
                return nil
            }
            let first = await group.next() ?? nil
            // Cancelled, it is torn down, and returns when it is gone.
            group.cancelAll()
            await group.waitForAll()
            return first
        }
        return ended ?? (isWanted() ? "killed after \(timeout)" : Self.unwanted)
    }

    private func execute(_ call: HookCall) async -> String? {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: Self.killDelay)
        ]
        do {
            let result = try await Subprocess.run(
                .path(FilePath("\(directory)/\(call.hook.rawValue)")), environment: environment(call),
                platformOptions: options, input: .none, output: .sequence, error: .combinedWithOutput
            ) { execution in
                var output = HookOutput()
                // A process that it leaves behind may keep the other end open, which ends the reading with an error.
                do {
                    for try await buffer in execution.standardOutput {
                        log(output.take(buffer.withUnsafeBytes { Array($0) }), of: call)
                    }
                } catch {}
                log(output.finish(), of: call)
                if output.isCut { log(["… (more than \(HookOutput.limit) bytes)"], of: call) }
            }
            switch result.terminationStatus {
            case .exited(0): return nil
            case .exited(let code): return "exit code \(code)"
            case .signaled(let signal): return "ended by signal \(signal)"
            }
        } catch {
            return "cannot be run: \(error)"
        }
    }

    private func environment(_ call: HookCall) -> Environment {
        var variables: [Environment.Key: String?] = [
            "BLUEGREEN_HOOK": call.hook.rawValue,
            "BLUEGREEN_APP": configuration.layout.app.rawValue,
            "BLUEGREEN_COLOR": configuration.color.rawValue,
            "BLUEGREEN_INSTANCE": configuration.id.rawValue,
            "BLUEGREEN_ENDPOINT": configuration.endpoint.description,
            "BLUEGREEN_STATUS_FROM": call.from?.rawValue ?? "",
            "BLUEGREEN_STATUS_TO": call.to?.rawValue ?? "",
        ]
        for name in configuration.ownVariables {
            variables.updateValue(nil, forKey: Environment.Key(stringLiteral: name))
        }
        return .inherit.updating(variables)
    }

    private func log(_ lines: [String], of call: HookCall) {
        for line in lines {
            logger.info("Hook says", metadata: [LogKeys.hook: "\(call.hook.rawValue)", LogKeys.text: "\(line)"])
        }
    }
}
