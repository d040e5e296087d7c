/// The argument parser's message about a wrong command line, as one sentence that says where help is.
struct UsageSentence: CustomStringConvertible {
    let description: String

    init(message: String, help: String) {
        let lines = message.split(whereSeparator: \.isNewline).map { line in
            line.drop { $0 == " " }
        }
        var sentence = lines.joined(separator: " ")
        if sentence.hasPrefix("Error: ") { sentence.removeFirst("Error: ".count) }
        while sentence.hasSuffix(".") { sentence.removeLast() }
        description = sentence.hasSuffix("?") ? "\(sentence) See `\(help)`" : "\(sentence); see `\(help)`"
    }
}
