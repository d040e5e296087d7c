/// A duration as an option gives it.
enum DurationOption {
    /// - Throws: `Failure` that names the option and says how to write one.
    static func value(_ option: String, _ text: String?, default value: Duration) throws(Failure) -> Duration {
        guard let text else { return value }
        guard let duration = DurationText.parse(text), duration > .zero else {
            throw Failure(.usage, "\(option): \"\(text)\" is not a duration: write 30s, 10m or 1h")
        }
        return duration
    }
}
