/// The app's own policy, for programs.
struct PolicyReport: Encodable {
    let app: String
    /// Nil: the controllers' configuration counts.
    let text: String?
    /// Why controllers would not begin a rollout with it.
    let fault: String?

    init(app: String, _ text: String?, settings: Settings) {
        self.app = app
        self.text = text
        fault = text.flatMap { text in
            do {
                _ = try settings.with(policy: text, at: "policy").policy()
                return nil
            } catch {
                return "\(error)"
            }
        }
    }
}
