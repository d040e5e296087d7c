import Testing

@testable import Registry

@Suite("What of a connection's requests has arrived and been answered")
struct RequestProgressTests {
    @Test("A request that trickles in may be answered 408 until its own answer has begun")
    func trickle() {
        var progress = RequestProgress()
        #expect(!progress.isArriving && !progress.mayBeAnswered)
        progress.bytesArrived()
        #expect(progress.isArriving && progress.mayBeAnswered)
        progress.requestBegan()
        #expect(progress.mayBeAnswered)
        progress.answerBegan()
        #expect(progress.isArriving && !progress.mayBeAnswered)
        progress.answerEnded()
        #expect(progress.isArriving && !progress.mayBeAnswered)
        progress.requestEnded()
        #expect(!progress.isArriving && progress.whole == 1)
    }

    @Test("While an earlier request waits for its answer, an answer would be taken for that one's")
    func pipelined() {
        var progress = RequestProgress()
        progress.bytesArrived()
        progress.requestEnded()
        progress.bytesArrived()
        #expect(progress.isArriving && !progress.mayBeAnswered)
        progress.answerBegan()
        #expect(!progress.mayBeAnswered)
        progress.answerEnded()
        #expect(progress.mayBeAnswered)
    }

    @Test("An address has as many connections as it may; one that leaves makes room, of its own address only")
    func addresses() {
        var counts = AddressCounts(limit: 2)
        func admit(_ address: String) -> Bool { counts.admit(address) }
        #expect([admit("a"), admit("a"), admit("a"), admit("b")] == [true, true, false, true])
        counts.left("b")
        #expect(!admit("a"))
        counts.left("a")
        #expect([admit("a"), admit("a")] == [true, false])
        for _ in 0..<5 { counts.left("a") }
        #expect([admit("a"), admit("a"), admit("a")] == [true, true, false])
    }

    @Test("One line an interval, which counts those left out")
    func lines() {
        var lines = LineInterval()
        let start = ContinuousClock.now
        let passed = [.zero, .seconds(1), .seconds(9), LineInterval.length, LineInterval.length * 2]
        #expect(passed.map { lines.unsaidBefore(start + $0) } == [0, nil, nil, 2, 0])
    }
}
