/// The lines of what a hook has written, as far as they are worth a log.
struct HookOutput {
    /// Bytes of one run that are looked at; the rest is read and dropped, so that the hook is not held up.
    static let limit = 8_192

    private var rest: [UInt8] = []
    private var taken = 0
    private(set) var isCut = false

    /// The lines that are complete now.
    mutating func take(_ bytes: some Collection<UInt8>) -> [String] {
        let room = Self.limit - taken
        if bytes.count > room { isCut = true }
        taken += min(room, bytes.count)
        rest += bytes.prefix(room)
        var lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        rest = lines.popLast().map(Array.init) ?? []
        return lines.map(Self.text).filter { !$0.isEmpty }
    }

    /// The line that was not ended.
    mutating func finish() -> [String] {
        defer { rest = [] }
        return rest.isEmpty ? [] : [Self.text(rest[...])]
    }

    private static func text(_ line: ArraySlice<UInt8>) -> String { String(decoding: line, as: UTF8.self) }
}
