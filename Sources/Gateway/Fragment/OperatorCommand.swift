import Subprocess
import SystemPackage

/// A command of the operator's, run without a shell and within a deadline.
struct OperatorCommand: Sendable {
    struct Result: Sendable {
        let isSuccess: Bool
        /// The last thing it said, or why it could not be run.
        let lastLine: String
    }

    let words: [String]
    let timeout: Duration

    /// More of its output than this is not read.
    private static let maximumOutput = 1 << 20

    func run() async -> Result {
        await withTaskGroup(of: Result.self) { group in
            group.addTask { await execute() }
            group.addTask {
                try? await Task.sleep(for: timeout, clock: .continuous)
                return Result(isSuccess: false, lastLine: "\(words.first ?? "") did not end within \(timeout)")
            }
            defer { group.cancelAll() }
            return await group.next() ?? Result(isSuccess: false, lastLine: "")
        }
    }

    private func execute() async -> Result {
        guard let name = words.first else { return Result(isSuccess: false, lastLine: "no command is given") }
        do {
            let result = try await Subprocess.run(
                name.contains("/") ? .path(FilePath(name)) : .name(name),
                arguments: Arguments(Array(words.dropFirst())),
                input: .none, output: .string(limit: Self.maximumOutput), error: .combinedWithOutput)
            let lines = result.standardOutput.split(separator: "\n").filter { $0.contains { !$0.isWhitespace } }
            // The first alert says what is wrong; what follows are its consequences.
            let line = lines.first { $0.contains("ALERT") } ?? lines.last ?? ""
            return Result(isSuccess: result.terminationStatus.isSuccess, lastLine: String(line.prefix(400)))
        } catch {
            return Result(isSuccess: false, lastLine: "\(name) cannot be run: \(error)")
        }
    }
}
