import ArgumentParser
import Coordination
import RolloutCore
import ZooKeeper

/// Options of the verbs that ask the leader something about the rollout under way, and what these have in common.
struct RequestOptions: ParsableArguments {
    @OptionGroup var words: SayingOptions
    @Option(name: .long, help: "How long to wait for the leader's answer (default 10s).") var timeout: String?
    @OptionGroup var options: VerbOptions

    /// Asks, prints the answer, and throws `ExitStatus.refused` when it is no.
    func ask(_ verb: RolloutRequest.Verb) async throws {
        let timeout = try DurationOption.value("--timeout", timeout, default: .seconds(10))
        try await options.withSession(try options.settings()) { session, layout in
            let requesting = Requesting(
                verb: verb, saying: words.saying, layout: layout, session: session, timeout: timeout,
                advice: options.advice)
            let answered = try await requesting.ask()
            try RequestOutput(app: layout.app, format: options.output).tell(answered)
            if !answered.answer.isAccepted { throw ExitStatus.refused }
        }
    }
}

/// The same, of the verbs whose rollout can be waited for.
struct FollowedRequestOptions: ParsableArguments {
    @OptionGroup var words: SayingOptions
    @Flag(name: .long, help: "Waits for the end of the rollout, and tells it by the exit code.") var wait = false
    @Option(
        name: .long, help: "How long to wait: for the leader's answer (default 10s), with --wait for the end (10m).")
    var timeout: String?
    @OptionGroup var options: VerbOptions

    /// - Parameter goal: which color is to serve when all went well.
    func ask(
        _ verb: RolloutRequest.Verb, goal: @escaping @Sendable (RequestTarget.Colors) -> Color
    ) async throws {
        let patience = try DurationOption.value("--timeout", timeout, default: wait ? .seconds(600) : .seconds(10))
        let wait = wait
        try await options.withSession(try options.settings()) { session, layout in
            let start = ContinuousClock.now
            let requesting = Requesting(
                verb: verb, saying: words.saying, layout: layout, session: session,
                timeout: min(patience, wait ? .seconds(10) : patience), advice: options.advice)
            let answered = try await requesting.ask()
            let output = RequestOutput(app: layout.app, format: options.output)
            guard answered.answer.isAccepted else {
                try output.tell(answered)
                throw ExitStatus.refused
            }
            guard wait else { return try output.tell(answered) }
            output.talk(answered)
            let revision = try await RequestedRevision(layout: layout, session: session).read(after: answered)
            let follower = SwitchFollower(
                layout: layout, session: session, timeout: patience - (ContinuousClock.now - start),
                advice: options.advice)
            let watch = SwitchWatch(color: goal(answered.colors), revision: revision)
            let end = try await follower.follow(watch) { Terminal.talk($0) }
            try output.tell(answered, end: end)
            if end.status != .reached { throw end.status }
        }
    }
}
