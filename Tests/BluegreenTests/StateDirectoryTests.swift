import Testing

@testable import bluegreen

@Suite("Where an agent keeps its state")
struct StateDirectoryTests {
    private static let home = ["HOME": "/home/u"]

    private func path(_ asked: String?, _ environment: [String: String], writable: [String] = []) -> String? {
        StateDirectory(asked: asked, environment: environment, isWritable: writable.contains)?.path
    }

    @Test("What is asked for beats what systemd gives, which beats the usual places")
    func order() {
        let given = Self.home.merging(["STATE_DIRECTORY": "/var/lib/x:/var/lib/y"]) { $1 }
        #expect(path("/own", given) == "/own")
        #expect(path(nil, given, writable: ["/var/lib"]) == "/var/lib/x")
        #expect(path(nil, Self.home, writable: ["/var/lib"]) == "/var/lib/bluegreen")
        #expect(path(nil, Self.home, writable: ["/var/lib/bluegreen"]) == "/var/lib/bluegreen")
        #expect(path(nil, Self.home.merging(["XDG_STATE_HOME": "/x"]) { $1 }) == "/x/bluegreen")
        #expect(path(nil, Self.home) == "/home/u/.local/state/bluegreen")
        #expect(path(nil, [:]) == nil)
    }

    @Test("Only what somebody asked for must be usable")
    func asked() {
        #expect(StateDirectory(asked: "/own", environment: [:], isWritable: { _ in false })?.isAskedFor == true)
        #expect(StateDirectory(asked: nil, environment: Self.home, isWritable: { _ in false })?.isAskedFor == false)
    }
}
