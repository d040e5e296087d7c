import ArgumentParser
import Coordination
import RolloutCore
import ZooKeeper

/// `bluegreen freeze`
struct FreezeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "freeze",
        abstract: "Lets no rollout begin until it is lifted.",
        discussion: """
            What is asked for meanwhile is refused, with the reason given here. The way back is never frozen: `rollback` \
            and `abort` work, and a rollout under way goes on (`bluegreen pause` holds it).
            """)

    @Option(name: [.customShort("m"), .long], help: "Why; everybody who is refused is told.") var reason: String
    @Option(name: .long, help: "When it ends by itself: 2h, 3d, or a moment as 2026-12-24T18:00:00Z.")
    var until: String?
    @Flag(name: .long, help: "Freezes every app.") var all = false
    @Option(name: .long, help: "Who freezes; the system user when not given.") var by: String?
    @OptionGroup var options: VerbOptions

    func run() async throws {
        let now = Moment.now
        let saying = Saying(by: by, comment: reason)
        guard let reason = saying.comment else {
            throw Failure(.usage, "--reason: say why, everybody who is refused is told")
        }
        let until = try until.map { text throws(Failure) in try Deadline.parse(text, option: "--until", now: now) }
        let freeze = Freeze(reason: reason, by: saying.by, since: now, until: until)
        let (all, format) = (all, options.output)
        try await options.withSession(try options.settings()) { session, layout in
            let store = FreezeStore(session: session)
            let path = all ? ZNodeLayout.freeze : layout.freeze
            let before = try await store.read(path)
            try await store.put(freeze, at: path)
            let row = FreezeRow(freeze, app: all ? nil : layout.app.rawValue)
            if let before, before.isInForce(at: now) {
                Terminal.talk("in place of: \(FreezeRow(before, app: row.app).sentence)")
            }
            Terminal.tell(format == .json ? try JSONText.of("Freeze", row) : row.sentence)
        }
    }
}
