/// `; did you mean "rollout.drain"?` for a word that is nearly another; nothing when none is near.
struct Suggestion: CustomStringConvertible {
    let word: String?

    init(for word: String, among words: [String]) {
        let limit = max(1, word.count / 3)
        let near = words.map { (word: $0, distance: Self.distance(word.lowercased(), $0.lowercased())) }
        self.word = near.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.word
    }

    var description: String { word.map { "; did you mean \"\($0)\"?" } ?? "" }

    /// How many letters must be added, removed, replaced or swapped with their neighbor.
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left)
        let right = Array(right)
        var before: [Int] = []
        var above = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let replaced = above[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(replaced, above[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, before[column - 1] + 1)
                }
                current.append(best)
            }
            before = above
            above = current
        }
        return above[right.count]
    }
}
