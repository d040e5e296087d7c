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

    private struct State {
        var book: Book
        /// Grows with each replacement: what was begun before it does not count after it.
        var generation = 0
        var headers: VerifiedHeaders<Waiter>
    }

    /// The credentials by name, and a hash that belongs to nobody and takes as long as the slowest.
    private struct Book {
        let credentials: [String: RegistryCredential]
        let decoy: PasswordHash

        init(_ credentials: [RegistryCredential]) {
            let pairs = credentials.map { ($0.principal.name, $0) }
            self.credentials = Dictionary(pairs) { first, _ in first }
            let most = credentials.map(\.hash.iterations).max() ?? PasswordHash.usualIterations
            decoy = PasswordHash(decoyWith: most)
        }
    }

    private let state: NIOLockedValueBox<State>

    /// - Parameters:
    ///   - credentials: Everybody who may call; the first of two with one name counts.
    ///   - maximumComputations: How many passwords are looked at at once; the rest is answered 503.
    public init(_ credentials: [RegistryCredential], maximumComputations: Int = usualComputations) {
        let headers = VerifiedHeaders<Waiter>(maximumComputing: maximumComputations)
        state = NIOLockedValueBox(State(book: Book(credentials), headers: headers))
    }

    /// Who sent a header that was found right before; nil when it has to be looked at.
    func verified(_ header: String?) -> Principal? {
        guard let header, header.utf8.count <= Self.longestHeader else { return nil }
        let key = SHA256.hash(data: Array(header.utf8))
        return state.withLockedValue { $0.headers.principal(of: key) }
    }

    /// From now on only these may call: no request that is answered after this is let in by what was before.
    public func replace(with credentials: [RegistryCredential]) {
        let book = Book(credentials)
        state.withLockedValue { state in
            state.book = book
            state.generation += 1
            state.headers.forget()
        }
    }

    /// Whether somebody's password is being looked at.
    var isComputing: Bool { state.withLockedValue { $0.headers.isComputing } }

    func verdict(on header: String?) async -> Verdict {
        guard let header, header.utf8.count <= Self.longestHeader, let given = BasicCredential(header: header) else {
            return .stranger
        }
        let key = SHA256.hash(data: Array(header.utf8))
        while true {
            switch state.withLockedValue({ $0.headers.ask(key) }) {
            case .known(let principal): return .principal(principal)
            case .refuse: return .busy
            case .compute:
                if let verdict = await compute(given, key) { return verdict }
            case .join:
                let verdict = await withCheckedContinuation { (waiter: Waiter) in
                    if !state.withLockedValue({ $0.headers.join(key, waiter) }) { waiter.resume(returning: nil) }
                }
                if let verdict { return verdict }
            }
        }
    }

    /// Nil when the credentials were replaced meanwhile: to be asked again.
    private func compute(_ given: BasicCredential, _ key: SHA256Digest) async -> Verdict? {
        let (book, generation) = state.withLockedValue { ($0.book, $0.generation) }
        let credential = book.credentials[given.user]
        // A name that does not exist takes as long as a wrong password at the costliest hash of the file; only a line
        // with fewer iterations is told from it, and bluegreen credential makes none.
        let hash = credential?.hash ?? book.decoy
        // On a thread of its own kind: it takes long, and heartbeats must not wait for it.
        let isRight = try? await NIOThreadPool.singleton.runIfActive { hash.matches(given.password) }
        let principal = isRight == true ? credential?.principal : nil
        let (isCurrent, waiters) = state.withLockedValue { state in
            let isCurrent = state.generation == generation
            return (isCurrent, state.headers.settle(key, isCurrent ? principal : nil))
        }
        let verdict: Verdict? =
            isRight == nil || !isCurrent ? nil : principal.map(Verdict.principal) ?? .stranger
        for waiter in waiters { waiter.resume(returning: verdict) }
        return isCurrent ? verdict ?? .busy : nil
    }
}
