import Foundation

/// The user and password that callers must give, as HTTP Basic.
struct ListenCredential: Hashable, Sendable, CustomStringConvertible {
    private let expected: [UInt8]

    /// - Parameter text: `user:password`.
    init?(_ text: String) {
        guard text.split(separator: ":", maxSplits: 1).count == 2 else { return nil }
        expected = Array(("Basic " + Data(text.utf8).base64EncodedString()).utf8)
    }

    /// Compares without telling by its duration how much was right.
    func admits(_ header: String?) -> Bool {
        let given = Array((header ?? "").utf8)
        var difference = UInt8(given.count == expected.count ? 0 : 1)
        for index in expected.indices { difference |= expected[index] ^ (index < given.count ? given[index] : 0) }
        return difference == 0
    }

    var description: String { "credentials" }
}
