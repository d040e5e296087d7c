public import Foundation

/// A directory of its own, removed by `remove`.
public struct TemporaryDirectory: Sendable {
    /// Where it is.
    public let url: URL

    /// Makes one below the system's temporary directory.
    public init(_ name: String) throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("\(name)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    /// Writes a text file into it, in whatever folder of it.
    public func write(_ text: String, to path: String) throws {
        let file = url.appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    /// Deletes it with everything in it.
    public func remove() {
        try? FileManager.default.removeItem(at: url)
    }
}
