import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a running process costs, as Linux tells it; nil where the system does not tell.
public enum ProcessCost {
    /// Processor time that it has used so far.
    public static func processorTime(of id: Int32) -> Duration? {
        guard let line = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8) else { return nil }
        // After the name in parentheses: state is field 3, utime field 14, stime field 15.
        let fields = line[(line.lastIndex(of: ")") ?? line.startIndex)...].split(separator: " ")
        guard fields.count > 13, let user = Int64(fields[12]), let system = Int64(fields[13]) else { return nil }
        return .milliseconds((user + system) * 1000 / Int64(sysconf(Int32(_SC_CLK_TCK))))
    }

    /// Resident memory now, in megabytes of a million bytes.
    public static func residentMemory(of id: Int32) -> Double? {
        guard let text = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let words = line?.split(whereSeparator: \.isWhitespace), words.count > 1 else { return nil }
        return Double(words[1]).map { $0 * 1024 / 1e6 }
    }
}
