import Crypto
import Testing

@testable import Registry

@Suite("Headers that were verified")
struct VerifiedHeadersTests {
    private func key(_ text: String) -> SHA256Digest { SHA256.hash(data: Array(text.utf8)) }
    private let principal = Principal(name: "a", rights: [])

    @Test("A right header is computed once; a wrong one is not kept")
    func once() {
        var headers = VerifiedHeaders<Int>(maximumComputing: 1)
        guard case .compute = headers.ask(key("a")) else { return #expect(Bool(false)) }
        _ = headers.settle(key("a"), principal)
        guard case .known(principal) = headers.ask(key("a")) else { return #expect(Bool(false)) }
        guard case .compute = headers.ask(key("b")) else { return #expect(Bool(false)) }
        _ = headers.settle(key("b"), nil)
        guard case .compute = headers.ask(key("b")) else { return #expect(Bool(false)) }
    }

    @Test("What is forgotten is computed anew; who waits for what is being computed still gets told")
    func forgotten() {
        var headers = VerifiedHeaders<Int>(maximumComputing: 2)
        _ = headers.ask(key("a"))
        _ = headers.settle(key("a"), principal)
        _ = headers.ask(key("b"))
        let isWaiting = headers.join(key("b"), 1)
        headers.forget()
        guard case .compute = headers.ask(key("a")) else { return #expect(Bool(false)) }
        let told = headers.settle(key("b"), nil)
        #expect(isWaiting && told == [1])
    }

    @Test("Who sends what is being computed waits for it; more computations than allowed are refused, known ones not")
    func bounded() {
        var headers = VerifiedHeaders<Int>(maximumComputing: 2, maximumWaiters: 2)
        _ = headers.ask(key("known"))
        _ = headers.settle(key("known"), principal)
        for text in ["a", "b"] { guard case .compute = headers.ask(key(text)) else { return #expect(Bool(false)) } }
        guard case .refuse = headers.ask(key("c")) else { return #expect(Bool(false)) }
        guard case .known = headers.ask(key("known")) else { return #expect(Bool(false)) }
        for waiter in 1...2 {
            guard case .join = headers.ask(key("a")) else { return #expect(Bool(false)) }
            let isWaiting = headers.join(key("a"), waiter)
            #expect(isWaiting)
        }
        guard case .refuse = headers.ask(key("a")) else { return #expect(Bool(false)) }
        let told = headers.settle(key("a"), principal)
        #expect(told == [1, 2])
        let isLate = !headers.join(key("a"), 3)
        #expect(isLate)
        guard case .compute = headers.ask(key("c")) else { return #expect(Bool(false)) }
    }

    @Test("What is kept has a limit")
    func limit() {
        var headers = VerifiedHeaders<Int>(maximumKnown: 2, maximumComputing: 1)
        for text in ["a", "b", "c"] {
            _ = headers.ask(key(text))
            _ = headers.settle(key(text), principal)
        }
        guard case .known = headers.ask(key("c")) else { return #expect(Bool(false)) }
        guard case .compute = headers.ask(key("a")) else { return #expect(Bool(false)) }
    }
}
