import ArgumentParser
import Coordination
import RolloutCore

/// `bluegreen history`
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Lists finished rollouts and refused requests, newest first.")

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
