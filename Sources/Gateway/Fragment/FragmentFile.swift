import Foundation
import SystemPackage

/// The fragment on disk: replaced as a whole, and only by what HAProxy itself has found valid.
struct FragmentFile: Sendable {
    /// Why the file stays as it was.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    let path: String
    /// The command that checks it, `{}` standing for the file to be checked; none: it is not checked.
    let check: [String]
    var timeout: Duration = .seconds(10)

    /// Where it is prepared: beside it, and with a name that HAProxy does not load from a directory.
    private var temporary: String { path + ".tmp" }

    /// What it says; nil when there is none.
    func text() -> String? {
        FileManager.default.contents(atPath: path).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Writes, checks, and renames it into place.
    func replace(with text: String) async throws(Refusal) {
        do {
            try write(text)
        } catch {
            throw Refusal(description: "\(temporary) cannot be written: \(error)")
        }
        if !check.isEmpty { try await runCheck() }
        guard rename(temporary, path) == 0 else {
            throw Refusal(description: "\(path) cannot be replaced: \(String(cString: strerror(errno)))")
        }
    }

    /// On the disk before it has the other one's name: a power cut must not leave an empty file.
    private func write(_ text: String) throws {
        let descriptor = try FileDescriptor.open(
            FilePath(temporary), .writeOnly, options: [.create, .truncate],
            permissions: [.ownerReadWrite, .groupRead, .otherRead])
        try descriptor.closeAfter {
            try descriptor.writeAll(text.utf8)
            guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
        }
    }

    private func runCheck() async throws(Refusal) {
        let words = check.map { $0.replacingOccurrences(of: "{}", with: temporary) }
        let result = await OperatorCommand(words: words, timeout: timeout).run()
        guard result.isSuccess else {
            throw Refusal(description: "HAProxy refuses \(temporary): \(result.lastLine)")
        }
    }
}
