import ArgumentParser
import Coordination
import RolloutCore
import ZooKeeper

/// `bluegreen rollback`
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Asks for the color that served before.",
        discussion: "During a rollout that is its source, after one the other color. Exit codes are those of `switch`.")

    @OptionGroup var wait: WaitOptions
    @Flag(name: .long, help: "Says what would be done, step by step, and does nothing.") var plan = false
    @OptionGroup var options: VerbOptions

    func run() async throws {
        let asking = Asking(
            wait: wait.wait, timeout: try wait.timeoutDuration(), saying: wait.words.saying, isRollback: true,
            format: options.output, advice: options.advice)
        if plan {
            let planning = Planning(isRollback: true, format: options.output)
            return try await options.withSurvey(try options.settings()) { try await planning.plan(nil, $0) }
        }
        try await options.withSession(try options.settings()) { session, layout in
            try await session.sync(layout.record)
            let record = try await RecordStore(layout: layout, session: session).read()?.record
            let history = try await HistoryStore(layout: layout, session: session).latest()
            let target = try RollbackTarget(record: record, history: history, advice: asking.advice)
            Terminal.talk(target.sentence)
            try await asking.ask(for: target.color, layout: layout, session: session)
        }
    }
}
