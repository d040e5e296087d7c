import Agent

/// The agent, which is made only once it is known where its orders are taken.
actor AgentHolder {
    private(set) var agent: InstanceAgent?

    func hold(_ agent: InstanceAgent) { self.agent = agent }

    var exitCode: Int32 { agent?.exitCode ?? 0 }

    /// - Returns: Why it does not hand over; nil when it does.
    func handOver() -> String? {
        guard let agent else { return "it is still starting" }
        return agent.handOver()
    }

    func setStatus(instanceID: String, status: String, epoch: Int64?) async -> StatusChangeAnswer {
        guard let agent else { return .unavailable("the agent is starting") }
        return await agent.setStatus(instanceID: instanceID, status: status, epoch: epoch)
    }
}
