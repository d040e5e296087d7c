import TestSupport

/// How a command ended, and what it said.
typealias Ended = (code: Int32?, output: String)

extension ChildProcess {
    /// Waits until the process has ended by itself; kills it and fails when it does not.
    func ended(within deadline: Duration = .seconds(90)) async throws -> Ended {
        do {
            try await eventually(within: deadline, "the process ends") { !self.isRunning }
        } catch {
            await kill()
            throw error
        }
        return (exitCode, output)
    }
}
