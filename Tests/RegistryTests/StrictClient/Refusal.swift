/// Why a client would not take a document, or would read something else in it than was meant.
struct Refusal: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
