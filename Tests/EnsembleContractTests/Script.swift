import Simulation
import ZooKeeper

/// A random number generator whose numbers depend on its seed alone (SplitMix64).
struct Dice: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
    mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: 0..<choices.count, using: &self)] }
}

/// What two sessions do one after the other in a small tree of their own.
struct Script {
    enum Step: CustomStringConvertible {
        case ask(Int, SimulatedEnsemble.Request)
        case close(Int)
        /// The connection breaks, and the session lives on.
        case leave(Int)
        case comeBack(Int)

        var description: String {
            switch self {
            case .ask(let session, let request): "session \(session) \(request)"
            case .close(let session): "session \(session) closes"
            case .leave(let session): "session \(session) loses its connection"
            case .comeBack(let session): "session \(session) connects again"
            }
        }
    }

    let root: ZNodePath
    var steps: [Step]

    /// The script of a seed, below a root of its own, which the first step makes.
    init(seed: UInt64, root: ZNodePath) {
        let tree = root.appending("t")
        var author = Author(dice: Dice(seed: seed), root: tree)
        self.root = root
        steps = [.ask(0, .create(root, nil, .persistent)), .ask(0, .create(tree, nil, .persistent))]
        let count = Int.random(in: 10...20, using: &author.dice)
        var isOpen = [true, true]
        var isAway = [false, false]
        while steps.count <= count, isOpen.contains(true) {
            let session = author.dice.chance(50) ? 1 : 0
            guard isOpen[session] else { continue }
            if isAway[session] {
                guard author.dice.chance(40) else { continue }
                isAway[session] = false
                steps.append(.comeBack(session))
            } else if author.dice.chance(4) {
                isOpen[session] = false
                steps.append(.close(session))
            } else if author.dice.chance(10) {
                isAway[session] = true
                steps.append(.leave(session))
            } else {
                steps.append(.ask(session, author.request()))
            }
        }
    }
}

/// Thinks of requests that are likely to have something to do with each other.
struct Author {
    var dice: Dice
    let root: ZNodePath

    mutating func request() -> SimulatedEnsemble.Request {
        switch Int.random(in: 0..<100, using: &dice) {
        case 0..<24: .create(path(), data(), mode())
        case 24..<36: .set(path(), data(), ifVersion: version())
        case 36..<50: .delete(path(), ifVersion: version())
        case 50..<66: .commit(transaction())
        case 66..<76: .get(path(), watch: dice.chance(80))
        case 76..<87: .stat(path(), watch: dice.chance(80))
        case 87..<98: .children(path(), watch: dice.chance(80))
        default: .sync(path())
        }
    }

    private mutating func transaction() -> Transaction {
        var transaction = Transaction()
        for _ in 0..<Int.random(in: 0...4, using: &dice) {
            switch Int.random(in: 0..<10, using: &dice) {
            case 0..<4: transaction.create(path(), data(), mode: mode())
            case 4..<6: transaction.set(path(), data(), ifVersion: version())
            case 6..<8: transaction.delete(path(), ifVersion: version())
            default: transaction.check(path(), version: version())
            }
        }
        return transaction
    }

    private mutating func path() -> ZNodePath {
        let place = dice.pick([
            "", "/a", "/a", "/b", "/b", "/a/x", "/a/x", "/a/y", "/b/x", "/a/x/z", "/a/q", "/b/q", "/q",
        ])
        // Sometimes a name that the server has made, or might have.
        guard place.hasSuffix("q"), dice.chance(40) else { return below(place) }
        return below(place + "000000000\(Int.random(in: 0...5, using: &dice))")
    }

    private func below(_ place: String) -> ZNodePath {
        (try? ZNodePath(validating: root.rawValue + place)) ?? root
    }

    private mutating func data() -> [UInt8]? {
        dice.pick([nil, [], [1], [2, 3], [4, 5, 6]])
    }

    private mutating func mode() -> CreateMode {
        dice.pick([
            .persistent, .persistent, .persistent, .ephemeral, .ephemeral, .persistentSequential, .ephemeralSequential,
        ])
    }

    private mutating func version() -> ZNodeVersion? {
        guard dice.chance(50) else { return nil }
        return ZNodeVersion(rawValue: dice.pick([0, 0, 0, 1, 1, 2, -1]))
    }
}
