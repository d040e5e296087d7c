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
    @OptionGroup var options: VerbOptions

    func run() async throws {
        let asking = Asking(
            wait: wait.wait, timeout: try wait.timeoutDuration(), comment: wait.message, format: options.output)
        try await options.withSession(try options.settings()) { session, layout in
            try await session.sync(layout.record)
            let record = try await RecordStore(layout: layout, session: session).read()?.record
            let history = try await HistoryStore(layout: layout, session: session).latest()
            let target = try RollbackTarget(record: record, history: history)
            Terminal.talk(target.sentence)
            try await asking.ask(for: target.color, layout: layout, session: session)
        }
    }
}
