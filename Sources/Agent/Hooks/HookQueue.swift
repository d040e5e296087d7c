/// Hooks that have been called for and are to be run, one at a time. One task takes them.
struct HookQueue: Sendable {
    /// Many more than can be called for while one runs; further ones are dropped.
    private static let limit = 64

    let calls: AsyncStream<HookCall>
    /// Those that failed and are to be run again after a while.
    let repetitions: AsyncStream<HookCall>
    private let calling: AsyncStream<HookCall>.Continuation
    private let repeating: AsyncStream<HookCall>.Continuation

    init() {
        (calls, calling) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.limit))
        (repetitions, repeating) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.limit))
    }

    func run(_ call: HookCall) {
        calling.yield(call)
    }

    func repeatLater(_ call: HookCall) {
        repeating.yield(call)
    }

    /// Nothing more is called for.
    func finish() {
        calling.finish()
        repeating.finish()
    }
}
