import Crypto
import Eureka
import NIOConcurrencyHelpers
import NIOPosix

/// Tells by a request's `Authorization` header who sent it.
public struct AccessControl: Sendable {
    /// Who sent a request.
    enum Verdict: Sendable {
        case principal(Principal)
        case stranger
        /// Not looked at: too many unknown headers at once.
        case busy
    }

    /// How many passwords are looked at at once, each on one core: after a restart every app is unknown for a moment.
    public static let usualComputations = 8
    /// Longer headers are wrong.
    private static let longestHeader = 1024

    private typealias Waiter = CheckedContinuation<Verdict?, Never>

    private let credentials: [String: RegistryCredential]
    private let decoy: PasswordHash
    private let headers: NIOLockedValueBox<VerifiedHeaders<Waiter>>

    /// - Parameters:
    ///   - credentials: Everybody who may call; the first of two with one name counts.
    ///   - maximumComputations: How many passwords are looked at at once; the rest is answered 503.
    public init(_ credentials: [RegistryCredential], maximumComputations: Int = usualComputations) {
        let pairs = credentials.map { ($0.principal.name, $0) }
        self.credentials = Dictionary(pairs) { first, _ in first }
        let most = credentials.map(\.hash.iterations).max() ?? PasswordHash.usualIterations
        decoy = PasswordHash(decoyWith: most)
        headers = NIOLockedValueBox(VerifiedHeaders(maximumComputing: maximumComputations))
    }

    /// Who sent a header that was found right before; nil when it has to be looked at.
    func verified(_ header: String?) -> Principal? {
        guard let header, header.utf8.count <= Self.longestHeader else { return nil }
        let key = SHA256.hash(data: Array(header.utf8))
        return headers.withLockedValue { $0.principal(of: key) }
    }

    func verdict(on header: String?) async -> Verdict {
        guard let header, header.utf8.count <= Self.longestHeader, let given = BasicCredential(header: header) else {
            return .stranger
        }
        let key = SHA256.hash(data: Array(header.utf8))
        while true {
            switch headers.withLockedValue({ $0.ask(key) }) {
            case .known(let principal): return .principal(principal)
            case .refuse: return .busy
            case .compute: return await compute(given, key)
            case .join:
                let verdict = await withCheckedContinuation { (waiter: Waiter) in
                    if !headers.withLockedValue({ $0.join(key, waiter) }) { waiter.resume(returning: nil) }
                }
                if let verdict { return verdict }
            }
        }
    }

    private func compute(_ given: BasicCredential, _ key: SHA256Digest) async -> Verdict {
        let credential = credentials[given.user]
        // A name that does not exist takes as long as a wrong password at the costliest hash of the file; only a line
        // with fewer iterations is told from it, and bluegreen credential makes none.
        let hash = credential?.hash ?? decoy
        // On a thread of its own kind: it takes long, and heartbeats must not wait for it.
        let isRight = try? await NIOThreadPool.singleton.runIfActive { hash.matches(given.password) }
        let principal = isRight == true ? credential?.principal : nil
        let verdict: Verdict? =
            isRight == nil ? nil : principal.map(Verdict.principal) ?? .stranger
        for waiter in headers.withLockedValue({ $0.settle(key, principal) }) { waiter.resume(returning: verdict) }
        return verdict ?? .busy
    }
}
