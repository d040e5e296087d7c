import ArgumentParser
import Coordination
import RolloutCore

/// `bluegreen history`
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Lists finished rollouts and refused requests, newest first.",
        subcommands: [List.self, Show.self], defaultSubcommand: List.self)
}

extension HistoryCommand {
    /// `bluegreen history`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists them; what `bluegreen history` alone does.")

        @OptionGroup var options: VerbOptions
        @Option(name: .short, help: "How many are shown, up to \(HistoryStore.limit).") var number = 20

        private struct Listing: Encodable {
            let app: String
            let rollouts: [HistoryRow]
        }

        func validate() throws {
            guard (1...HistoryStore.limit).contains(number) else {
                throw ValidationError("-n takes a number from 1 to \(HistoryStore.limit)")
            }
        }

        func run() async throws {
            let format = options.output
            let number = number
            let text = try await options.withSession(try options.settings()) { session, layout in
                let store = HistoryStore(layout: layout, session: session)
                let rows = try await store.latest(number).map(HistoryRow.init)
                return format == .json
                    ? try JSONText.of("History", Listing(app: layout.app.rawValue, rollouts: rows))
                    : HistoryRow.table(rows, for: .standardOutput)
            }
            Terminal.tell(text)
        }
    }

    /// `bluegreen history show ID`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Shows one rollout with its steps and what operators asked of it.")

        @Argument(help: "As `bluegreen history` lists it: r-7, or 7; `last` is the newest.") var id: String
        @OptionGroup var options: VerbOptions

        func run() async throws {
            let (id, format, advice) = (id, options.output, options.advice)
            let text = try await options.withSession(try options.settings()) { session, layout in
                let store = HistoryStore(layout: layout, session: session)
                let entry = try HistorySelection.entry(id, in: try await store.latest(), advice: advice)
                let detail = HistoryDetail(entry)
                return format == .json
                    ? try JSONText.of("Rollout", detail) : detail.rendered(for: .standardOutput)
            }
            Terminal.tell(text)
        }
    }
}
