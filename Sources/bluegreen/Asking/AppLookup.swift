import Coordination
import RolloutCore
import ZooKeeper

/// Whether an app is there: the one at the root always, any other when it has a znode below `/apps`.
///
/// A typing error in `--app` must not make an app that is served from then on.
struct AppLookup: Sendable {
    let layout: ZNodeLayout
    /// The app at the root.
    let root: AppName
    let session: any ZooKeeperSession

    /// - Throws: `Failure` of code 64 that says which there are.
    func check(advice: String? = nil) async throws {
        guard !layout.isRoot else { return }
        try await session.sync(ZNodeLayout.apps)
        guard try await session.stat(of: layout.home) == nil else { return }
        let names = try await session.children(of: ZNodeLayout.apps)?.names ?? []
        let known = [root.rawValue] + names.map(ZNodePath.decoded).sorted()
        let sentence = Self.sentence(on: layout, known: known)
        let gap = sentence.hasSuffix("?") ? " " : "; "
        throw Failure(.usage, sentence + (advice.map { gap + $0 } ?? ""))
    }

    /// - Parameter known: the app at the root first.
    static func sentence(on layout: ZNodeLayout, known: [String]) -> String {
        let suggestion = Suggestion(for: layout.app.rawValue, among: known)
        let most = 5
        let rest = known.count > most ? " and \(known.count - most) more" : ""
        let list = known.prefix(most).joined(separator: ", ")
        return "there is no app \"\(layout.app)\", since \(layout.home) does not exist"
            + (suggestion.word == nil ? ": there is \(list)\(rest)" : "\(suggestion)")
    }
}
