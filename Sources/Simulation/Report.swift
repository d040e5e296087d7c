/// What came of one seed.
public struct Report: Sendable {
    /// What was run.
    public let seed: UInt64
    /// Guarantees that did not hold, in the order in which they were broken; empty for a good run.
    public internal(set) var violations: [Violation] = []
    /// Equal for equal runs, in any process and on any machine.
    public internal(set) var traceHash: UInt64 = 0
    /// The lowest share that served, right after a change of ours, of those of the active fleet that no fault had stopped; 1
    /// when nothing was changed.
    public internal(set) var lowestCapacity = 1.0
    /// From a request for the source, or a failed check, to `rolledBack`; zero when nothing went back.
    public internal(set) var longestRollback: Duration = .zero
    /// How often each kind of fault happened, by its name.
    public internal(set) var faults: [Count] = []
    /// How rollouts ended, by the outcome's name.
    public internal(set) var outcomes: [Count] = []
    /// How many events the run had.
    public internal(set) var events = 0
    /// How many changes the registries accepted.
    public internal(set) var changes = 0
    /// What happened, line by line; empty unless asked for.
    public internal(set) var trace: [String] = []

    /// How often something happened.
    public struct Count: Hashable, Sendable {
        /// What it was.
        public let name: String
        /// How often.
        public internal(set) var number: Int

        /// Both together, sorted by name.
        public static func sum(_ left: [Count], _ right: [Count]) -> [Count] {
            var sum = left
            for count in right {
                if let index = sum.firstIndex(where: { $0.name == count.name }) {
                    sum[index].number += count.number
                } else {
                    sum.append(count)
                }
            }
            return sum.sorted { $0.name < $1.name }
        }
    }

    init(seed: UInt64) { self.seed = seed }

    static func count(_ name: String, in counts: inout [Count]) {
        if let index = counts.firstIndex(where: { $0.name == name }) {
            counts[index].number += 1
        } else {
            counts.append(Count(name: name, number: 1))
        }
    }
}
