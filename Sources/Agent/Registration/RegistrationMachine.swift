/// What to tell one registry next: compares what is to be said with what it is known to have heard.
///
/// `now` is the time since the agent's start, on a clock that only runs forward.
struct RegistrationMachine {
    /// What the registry is to know.
    enum Wish: Hashable {
        case nothing
        case claim(Claim)
        case absence
    }

    /// The next call, or when there may be one.
    enum Step: Hashable {
        case register(Claim)
        case heartbeat(Claim)
        case cancel
        case wait
        case finished
    }

    /// What came of a call.
    enum Outcome: Hashable {
        case done
        /// The registry does not know the instance, or knows an older claim.
        case unknownInstance
        case failed
    }

    static let firstRetry: Duration = .milliseconds(500)

    private let renewInterval: Duration
    private(set) var wish = Wish.nothing
    private var heard: Claim?
    private var mayBeRegistered: Bool
    private var isFinished = false
    private var due: Duration = .zero
    private var failures = 0

    /// - Parameters:
    ///   - heard: What the registry was told before a restart, so that it need not hear it again.
    ///   - mayBeRegistered: Whether it may know the instance from before a restart.
    init(renewInterval: Duration, heard: Claim? = nil, mayBeRegistered: Bool = false) {
        self.renewInterval = renewInterval
        self.heard = heard
        self.mayBeRegistered = mayBeRegistered || heard != nil
    }

    /// Whether the registry has heard what it is to know.
    var isHeard: Bool { heard.map { wish == .claim($0) } ?? false }

    /// Whether the last call failed.
    var isFailing: Bool { failures > 0 }

    /// Says something else from now on, at once.
    mutating func wish(_ new: Wish, now: Duration) {
        guard new != wish, wish != .absence else { return }
        wish = new
        due = now
        failures = 0
    }

    func step(now: Duration) -> Step {
        if isFinished { return .finished }
        guard now >= due else { return .wait }
        switch wish {
        case .nothing: return .wait
        case .claim(let claim): return heard == claim ? .heartbeat(claim) : .register(claim)
        case .absence: return mayBeRegistered ? .cancel : .finished
        }
    }

    /// Takes in what came of a call; a wish that changed meanwhile stays due at once.
    mutating func handle(_ outcome: Outcome, of step: Step, now: Duration) {
        let isCurrent: Bool
        switch step {
        case .register(let claim):
            // Even an unanswered call may have registered it.
            mayBeRegistered = true
            if outcome == .done { heard = claim }
            isCurrent = wish == .claim(claim)
        case .heartbeat(let claim):
            if outcome == .unknownInstance { heard = nil }
            isCurrent = wish == .claim(claim)
        case .cancel:
            isFinished = outcome != .failed
            isCurrent = true
        case .wait, .finished:
            return
        }
        guard isCurrent else { return }
        failures = outcome == .failed ? failures + 1 : 0
        switch outcome {
        case .done: due = now + renewInterval
        case .unknownInstance: due = now
        case .failed: due = now + retryDelay
        }
    }

    private var retryDelay: Duration {
        min(Self.firstRetry * (1 << min(failures - 1, 16)), renewInterval)
    }
}
