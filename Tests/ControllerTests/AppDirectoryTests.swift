import RolloutCore
import Testing

@testable import Controller

@Suite("Which apps are served")
struct AppDirectoryTests {
    private let root = AppName(rawValue: "Shop")

    @Test("Those whose names can be apps' names, in alphabetical order")
    func names() {
        let directory = AppDirectory(names: ["search", "cart-2", "a.b_c"], rootApp: root)
        #expect(directory.apps.map(\.rawValue) == ["a.b_c", "cart-2", "search"])
        #expect(directory.faults == [])
    }

    @Test(
        "Any other is left alone, and said why",
        arguments: [
            ("Search", "so write search"), ("shop", "Shop is the app at the root"), ("", "does not begin"),
            ("..", "does not begin"), ("a/b", "letters, digits"), ("a\nb", "letters, digits"),
            ("über", "does not begin"),
            (String(repeating: "a", count: 101), "longer than 100"),
        ])
    func faults(_ name: String, _ part: String) {
        let directory = AppDirectory(names: [name, "cart"], rootApp: root)
        #expect(directory.apps.map(\.rawValue) == ["cart"])
        #expect(directory.faults.count == 1)
        #expect(directory.faults.first?.contains(part) == true, "\(directory.faults)")
        #expect(directory.faults.first?.contains("\n") == false)
    }

    @Test("Only so many, and it is said which are not")
    func limit() {
        let directory = AppDirectory(names: ["c", "a", "b"], rootApp: root, limit: 2)
        #expect(directory.apps.map(\.rawValue) == ["a", "b"])
        #expect(directory.faults == ["3 apps are more than the 2 that are served: c and all after it are left alone"])
    }
}
