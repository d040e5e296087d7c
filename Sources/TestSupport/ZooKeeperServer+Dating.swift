import Foundation

/// A transaction log that is not as ZooKeeper writes it.
public struct UnreadableLog: Error, CustomStringConvertible {
    /// One sentence.
    public let description: String
}

extension ZooKeeperServer {
    /// Dates every transaction in the log of a server that does not run back by so much: when it is started again, each
    /// znode is that much older.
    ///
    /// A log is a header of 16 bytes, then for each transaction its Adler-32 (8 bytes), its length (4 bytes), the
    /// transaction and an `B`; zeros follow the last one. A transaction begins with session (8), number (4), zxid (8) and
    /// the time in milliseconds (8); all in network order (`FileTxnLog`, `TxnHeader`).
    public func dateBack(by age: Duration) throws {
        let folder = data.appendingPathComponent("version-2")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("log.") }
        guard !names.isEmpty else { throw UnreadableLog(description: "\(folder.path) holds no log") }
        for name in names {
            let file = folder.appendingPathComponent(name)
            var bytes = [UInt8](try Data(contentsOf: file))
            try Self.dateBack(&bytes, by: age.components.seconds * 1_000)
            try Data(bytes).write(to: file)
        }
    }

    private static func dateBack(_ bytes: inout [UInt8], by milliseconds: Int64) throws {
        var place = 16
        while place + 12 <= bytes.count {
            let length = Int(number(bytes[place + 8..<place + 12]))
            guard length > 0 else { return }
            let range = place + 12..<place + 12 + length
            guard range.upperBound < bytes.count, bytes[range.upperBound] == UInt8(ascii: "B"), length >= 28 else {
                throw UnreadableLog(description: "no transaction at byte \(place)")
            }
            let time = range.lowerBound + 20..<range.lowerBound + 28
            bytes.replaceSubrange(time, with: Self.bytes(number(bytes[time]) - milliseconds))
            bytes.replaceSubrange(place..<place + 8, with: Self.bytes(adler32(bytes[range])))
            place = range.upperBound + 1
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 { bytes.reduce(0) { $0 << 8 | Int64($1) } }

    private static func bytes(_ number: Int64) -> [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> Int64($0)) }
    }

    private static func adler32(_ bytes: ArraySlice<UInt8>) -> Int64 {
        var (sum, sums) = (Int64(1), Int64(0))
        for byte in bytes {
            sum = (sum + Int64(byte)) % 65_521
            sums = (sums + sum) % 65_521
        }
        return sums << 16 | sum
    }
}
