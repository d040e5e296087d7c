import Eureka
import NIOConcurrencyHelpers

/// Lets one at a time work on an instance's durable record; others for the same instance queue up.
///
/// Whoever holds it works within a deadline, so waiting ends too. The queue is limited.
struct KeyedGate: Sendable {
    /// The queue for an instance is full.
    struct Crowded: Error {}

    static let maximumWaiting = 64

    private let queues = NIOLockedValueBox<[InstanceKey: [CheckedContinuation<Void, Never>]]>([:])

    func withExclusive<Result>(_ key: InstanceKey, _ body: () async throws -> Result) async throws -> Result {
        try await enter(key)
        defer { leave(key) }
        return try await body()
    }

    private func enter(_ key: InstanceKey) async throws {
        enum Entry {
            case free
            case wait
            case crowded
        }
        var isCrowded = false
        await withCheckedContinuation { continuation in
            let entry = queues.withLockedValue { queues -> Entry in
                guard let waiting = queues[key] else {
                    queues[key] = []
                    return .free
                }
                guard waiting.count < Self.maximumWaiting else { return .crowded }
                queues[key]?.append(continuation)
                return .wait
            }
            switch entry {
            case .free: continuation.resume()
            case .wait: break
            case .crowded:
                isCrowded = true
                continuation.resume()
            }
        }
        if isCrowded { throw Crowded() }
    }

    private func leave(_ key: InstanceKey) {
        let next = queues.withLockedValue { queues -> CheckedContinuation<Void, Never>? in
            guard queues[key]?.isEmpty == false else {
                queues[key] = nil
                return nil
            }
            return queues[key]?.removeFirst()
        }
        next?.resume()
    }
}
