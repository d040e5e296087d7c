import ArgumentParser
import Coordination
import RolloutCore
import ZooKeeper

/// `bluegreen unfreeze`
struct UnfreezeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unfreeze",
        abstract: "Lifts a freeze.",
        discussion: "One of every app is lifted with --all only. What was refused meanwhile has to be asked for again.")

    @Flag(name: .long, help: "Lifts the freeze of every app; those of single apps stay.") var all = false
    @OptionGroup var options: VerbOptions

    private struct Report: Encodable {
        let app: String?
        let wasFrozen: Bool
        /// What still holds the app.
        let left: FreezeRow?
    }

    func run() async throws {
        let (all, format, advice) = (all, options.output, options.advice)
        try await options.withSession(try options.settings()) { session, layout in
            let store = FreezeStore(session: session)
            let wasFrozen = try await store.lift(all ? ZNodeLayout.freeze : layout.freeze)
            let other = try await store.read(all ? layout.freeze : ZNodeLayout.freeze)
            let left = other.flatMap {
                $0.isInForce(at: Moment.now) ? FreezeRow($0, app: all ? layout.app.rawValue : nil) : nil
            }
            let name = all ? nil : layout.app.rawValue
            let whose = name ?? "all apps together"
            let sentence =
                wasFrozen ? "the freeze of \(whose) is lifted" : "there is no freeze of \(whose): nothing to lift"
            let report = Report(app: name, wasFrozen: wasFrozen, left: left)
            Terminal.tell(format == .json ? try JSONText.of("Unfreeze", report) : sentence)
            if let left {
                Terminal.talk(
                    "still: \(left.sentence); \(advice.command(all ? "unfreeze" : "unfreeze --all")) lifts it")
            }
        }
    }
}
