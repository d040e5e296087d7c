import Testing

@testable import bluegreen

@Suite("Exit codes")
struct ExitStatusTests {
    @Test("Are those that CI relies on")
    func numbers() {
        let numbers = ExitStatus.allCases.map { "\($0) \($0.rawValue)" }
        #expect(
            numbers == [
                "reached 0", "rolledBack 2", "stuck 3", "holding 4", "refused 5", "timedOut 6", "superseded 7",
                "usage 64",
                "unavailable 69", "notPermitted 77",
            ])
    }

    @Test(
        "A wrong command line is 64",
        arguments: [
            ["status", "--zookeper", "x"], ["swtich", "green"], ["switch"], ["switch", "gren"], ["history", "-n", "0"],
            ["switch", "green", "--timeout", "1m"], ["controller", "--listen", "0.0.0.0:0"],
            ["agent", "--color", "blue"],
            ["status", "--zookeeper", "nowhere"], ["config", "check", "/does/not/exist.yaml"], ["status", "-o", "xml"],
        ])
    func usage(_ words: [String]) async {
        #expect(await Launch.run(words) == 64)
    }

    @Test(
        "Help and version are 0",
        arguments: [["--help"], ["status", "--help"], ["help", "switch"], ["--version"], []])
    func help(_ words: [String]) async {
        #expect(await Launch.run(words) == 0)
    }

    @Test("A usage message is one sentence that says where help is")
    func sentence() {
        let help = "bluegreen status --help"
        let unknown = UsageSentence(message: "Unknown option '--x'.\n", help: help)
        #expect("\(unknown)" == "Unknown option '--x'; see `bluegreen status --help`")
        let question = UsageSentence(message: "Error: Unknown option '--x'. Did you mean '--y'?", help: help)
        #expect("\(question)" == "Unknown option '--x'. Did you mean '--y'? See `bluegreen status --help`")
    }
}
