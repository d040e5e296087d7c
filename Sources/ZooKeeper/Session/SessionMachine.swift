/// What a client believes about its session: facts in, actions out; no clock, lock or handle inside.
struct SessionMachine: Sendable {
    /// Something that happened.
    enum Fact: Sendable {
        case opening
        case openFailed
        case event(SessionHandle.Event)
        case stopped
    }

    /// Something to do, outside the lock.
    enum Action: Hashable, Sendable {
        /// Tell everybody who watches the state.
        case publish(SessionState)
        /// Let waiting operations go.
        case admitWaiting
        /// Wake every observer: it may have missed changes, or has a new session to set its watch on.
        case wakeObservers
        /// Answer waiting operations with an error: nothing will come.
        case refuseWaiting
    }

    private(set) var state: SessionState = .connecting
    private(set) var isStopped = false
    /// Sessions that were opened or tried since the last one that connected.
    private(set) var failedAttempts = 0

    mutating func handle(_ fact: Fact) -> [Action] {
        guard !isStopped else { return [] }
        switch fact {
        case .opening:
            return move(to: .connecting)
        case .openFailed:
            failedAttempts += 1
            return []
        case .stopped:
            isStopped = true
            let last: [Action] = state == .authFailed ? [] : move(to: .lost(sessionID))
            return last + [.refuseWaiting, .wakeObservers]
        case .event(let event):
            return handle(event)
        }
    }

    private mutating func handle(_ event: SessionHandle.Event) -> [Action] {
        switch event {
        case .connected(let id, _):
            failedAttempts = 0
            return move(to: .connected(id)) + [.admitWaiting, .wakeObservers]
        case .disconnected:
            guard let id = sessionID else { return [] }
            return move(to: .suspended(id))
        case .expired:
            return move(to: .lost(sessionID)) + [.wakeObservers]
        case .authFailed:
            return move(to: .authFailed) + [.refuseWaiting, .wakeObservers]
        }
    }

    private mutating func move(to next: SessionState) -> [Action] {
        guard next != state else { return [] }
        state = next
        return [.publish(next)]
    }

    private var sessionID: SessionID? {
        switch state {
        case .connected(let id), .suspended(let id): id
        case .lost(let id): id
        case .connecting, .authFailed: nil
        }
    }
}
