/// Every metric of a registry with its series, and the limits on both.
struct MetricStore {
    let seriesLimit: Int
    let familyLimit: Int
    private var families: [String: MetricFamily] = [:]
    private var help: [String: String] = [:]
    private var origins: [ObjectIdentifier: Origin] = [:]

    private struct Origin {
        var name: String
        var labels: LabelSet
    }

    init(seriesLimit: Int, familyLimit: Int) {
        self.seriesLimit = seriesLimit
        self.familyLimit = familyLimit
    }

    mutating func describe(_ name: String, _ text: String) {
        guard help[name] != nil || help.count < familyLimit else { return }
        help[name] = text
    }

    /// The series kept for these labels, made when there is none; nil beyond a limit or for a name of another kind.
    mutating func series(
        _ name: String,
        _ kind: MetricKind,
        _ labels: LabelSet,
        _ make: () -> any MetricSeries
    ) -> (any MetricSeries)? {
        if let family = families[name] {
            guard family.kind == kind else { return nil }
            if let kept = family.series[labels] { return kept }
            guard family.series.count < seriesLimit else { return nil }
        } else {
            guard families.count < familyLimit else { return nil }
        }
        let made = make()
        families[name, default: MetricFamily(name: name, kind: kind)].series[labels] = made
        origins[ObjectIdentifier(made)] = Origin(name: name, labels: labels)
        return made
    }

    mutating func remove(_ handler: AnyObject) {
        guard let origin = origins.removeValue(forKey: ObjectIdentifier(handler)) else { return }
        families[origin.name]?.series[origin.labels] = nil
        if families[origin.name]?.series.isEmpty == true {
            families[origin.name] = nil
        }
    }

    func sortedFamilies() -> [MetricFamily] {
        families.values.sorted { $0.name < $1.name }.map { family in
            var described = family
            described.help = help[family.name] ?? help[MetricName.withoutSuffix(family.name)] ?? family.help
            return described
        }
    }
}
