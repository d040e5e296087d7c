import RolloutCore
import Testing

@Suite struct `A threshold` {
    @Test(arguments: [
        ("< 1%", "< 1%", "< 1 %"), ("<= 250ms", "<= 250ms", "<= 250 ms"), ("<0.5", "< 0.5", "< 0.5"),
        (">= 99.9 %", ">= 99.9%", ">= 99.9 %"), ("> 10s", "> 10s", "> 10 s"),
    ])
    func `is read as people write it, and written as it is read`(_ text: String, _ written: String, _ words: String)
        throws
    {
        let threshold = try #require(Threshold(text))
        #expect(threshold.description == written)
        #expect(threshold.words == words)
        #expect(Threshold(written) == threshold)
    }

    @Test(arguments: [
        "", "1%", "< ", "= 1", "<> 1", "< -1", "< 1e3", "< .5", "< 5.", "< 1.2.3", "< 1 h", "< inf", "<< 1",
    ])
    func `is not guessed at`(_ text: String) {
        #expect(Threshold(text) == nil)
    }

    @Test func `compares in base units: parts of one, and seconds`() {
        #expect(Threshold("< 1%")?.allows(0.0099) == true)
        #expect(Threshold("< 1%")?.allows(0.01) == false)
        #expect(Threshold("<= 1%")?.allows(0.01) == true)
        #expect(Threshold("<= 250ms")?.allows(0.25) == true)
        #expect(Threshold("<= 250ms")?.allows(0.251) == false)
        #expect(Threshold(">= 99%")?.allows(0.98) == false)
        #expect(Threshold("< 1%")?.allows(.nan) == false)
        #expect(Threshold("> 1%")?.allows(.nan) == false)
    }

    @Test(arguments: [
        (12.0 / 230, "5.2 %"), (0.0, "0 %"), (0.0002, "0.02 %"), (0.009999, "0.9999 %"), (0.01, "1 %"),
        (0.010004, "1.0004 %"), (0.00000004, "0.000004 %"), (1.0, "100 %"), (3.456, "346 %"),
    ])
    func `shows a value in its own unit, and never rounds it to the limit`(_ value: Double, _ words: String) {
        #expect(Quantity("1%")?.words(for: value) == words)
    }
}
