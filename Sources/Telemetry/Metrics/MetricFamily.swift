/// One metric: everything exposed under one name.
struct MetricFamily {
    let name: String
    let kind: MetricKind
    var help = "Not described."
    var series: [LabelSet: any MetricSeries] = [:]

    init(name: String, kind: MetricKind) {
        self.name = name
        self.kind = kind
    }
}
