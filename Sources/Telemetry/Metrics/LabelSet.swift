/// The labels of one series, sorted by name, every name once and valid.
struct LabelSet: Hashable, Comparable {
    struct Label: Hashable {
        var name: String
        var value: String
    }

    let labels: [Label]

    /// `reserved` is a name the exposition itself needs (`le`); a label of that name is renamed to `exported_…`.
    init(_ dimensions: [(String, String)], reserved: String? = nil) {
        var labels: [Label] = []
        for (name, value) in dimensions {
            let valid = MetricName.label(name)
            let free = valid == reserved ? "exported_\(valid)" : valid
            if let index = labels.firstIndex(where: { $0.name == free }) {
                labels[index].value = value
            } else {
                labels.append(Label(name: free, value: value))
            }
        }
        self.labels = labels.sorted { $0.name < $1.name }
    }

    static func < (left: LabelSet, right: LabelSet) -> Bool {
        for (one, other) in zip(left.labels, right.labels) where one != other {
            return one.name == other.name ? one.value < other.value : one.name < other.name
        }
        return left.labels.count < right.labels.count
    }
}
