import RolloutCore

/// What happened, as a hash that is equal for equal runs.
struct Trace {
    private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func mix(_ value: UInt64) {
        hash = (hash ^ value) &* 0x0000_0100_0000_01B3
        hash ^= hash >> 29
    }

    mutating func mix(_ text: String) {
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    }
}

/// What happened, as lines for people. By reference, so that whoever says something needs no access of its own.
final class Story {
    private(set) var lines: [String] = []

    func add(_ line: String, at now: Timestamp) {
        let milliseconds = now.milliseconds - World.start.milliseconds
        let seconds = "\(milliseconds / 1000).\(String(1000 + milliseconds % 1000).dropFirst())"
        lines.append("\(String(repeating: " ", count: max(0, 8 - seconds.count)))\(seconds)  \(line)")
    }
}
