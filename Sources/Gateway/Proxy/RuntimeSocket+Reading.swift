import HAProxy

extension RuntimeSocket {
    /// How everything is now.
    func read() async throws -> ProxyReading {
        var answers: [String] = []
        for command in ProxyReading.commands { answers.append(try await send(command)) }
        return try ProxyReading(info: answers[0], state: answers[1], statistics: answers[2])
    }
}
