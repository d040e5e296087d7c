extension String {
    /// Text from outside: invalid UTF-8 is repaired, and so are absurd runs of combining marks.
    ///
    /// Comparing or hashing text takes time by the square of the marks on one letter: 120,000 of them, in one key of one
    /// registration, held a core for 22 s. Unicode's stream-safe text format (UAX #15) bounds them: a joiner that is
    /// itself no mark goes in after every thirtieth.
    init(streamSafe bytes: some Collection<UInt8>) {
        let text = String(decoding: bytes, as: UTF8.self)
        self = text.isStreamSafe ? text : text.madeStreamSafe
    }

    private static let longestRun = 30

    private var isStreamSafe: Bool {
        // A mark takes two bytes at least, and none starts with a byte below 0xCC.
        guard utf8.count > 2 * Self.longestRun, utf8.contains(where: { $0 >= 0xCC }) else { return true }
        var run = 0
        for scalar in unicodeScalars {
            run = scalar.isCombiningMark ? run + 1 : 0
            if run > Self.longestRun { return false }
        }
        return true
    }

    private var madeStreamSafe: String {
        var safe = String.UnicodeScalarView()
        var run = 0
        for scalar in unicodeScalars {
            run = scalar.isCombiningMark ? run + 1 : 0
            if run > Self.longestRun {
                safe.append("\u{34F}")
                run = 1
            }
            safe.append(scalar)
        }
        return String(safe)
    }
}

extension Unicode.Scalar {
    fileprivate var isCombiningMark: Bool {
        value >= 0x300 && properties.canonicalCombiningClass != .notReordered
    }
}
