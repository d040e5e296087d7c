/// One thing that has to work, and how long it may take to say so.
struct HealthCheck: Sendable {
    let name: String
    let deadline: Duration
    let body: @Sendable () async throws -> Void

    /// Why it does not work, or nil when it does.
    func failure(clock: any Clock<Duration>) async -> String? {
        let body = body
        let deadline = deadline
        return await withTaskGroup(of: String?.self) { group in
            group.addTask {
                do {
                    try await body()
                    return nil
                } catch {
                    return "\(error)"
                }
            }
            group.addTask {
                try? await clock.sleep(for: deadline)
                return "no answer within \(deadline)"
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}
