/// Why a command ends without having done its work: one sentence that says what, why and what to do.
struct Failure: Error, Hashable, CustomStringConvertible {
    let status: ExitStatus
    let sentence: String

    init(_ status: ExitStatus, _ sentence: String) {
        self.status = status
        self.sentence = sentence
    }

    var description: String { sentence }
}
