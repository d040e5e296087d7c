/// How much of each measurement one round makes.
struct Workload: Sendable {
    var gets = 20_000
    var sets = 20_000
    var serial = 1_500
    var watches = 1_000

    static let window = 256
    static let dataSize = 100
    static let warmUp = 4_000

    /// What follows `HOST:PORT` on the command line of either program.
    var arguments: [String] { [gets, sets, serial, watches].map(String.init) }

    init() {}

    /// Reads what `arguments` gives; nil when it is something else.
    init?(_ arguments: ArraySlice<String>) {
        let numbers = arguments.compactMap { Int($0) }
        guard arguments.count == 4, numbers.count == 4, numbers.allSatisfy({ $0 > 0 }) else { return nil }
        gets = numbers[0]
        sets = numbers[1]
        serial = numbers[2]
        watches = numbers[3]
    }
}
