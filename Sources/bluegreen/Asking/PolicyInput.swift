import Foundation

/// The text of a policy, from a file or from standard input.
enum PolicyInput {
    /// As much as controllers read.
    static let limit = 65_536

    /// - Throws: `Failure` that names the file.
    static func read(_ file: String) throws(Failure) -> String {
        let name = file == "-" ? "standard input" : file
        let data = file == "-" ? try? FileHandle.standardInput.readToEnd() : FileManager.default.contents(atPath: file)
        guard let data, !data.isEmpty else {
            let exists = file == "-" || FileManager.default.fileExists(atPath: file)
            throw Failure(.usage, "\(name) \(exists ? "is empty or cannot be read" : "does not exist")")
        }
        guard data.count <= limit else { throw Failure(.usage, "\(name) has more than \(limit) bytes") }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw Failure(.usage, "\(name) is not UTF-8 text")
        }
        return text
    }
}
