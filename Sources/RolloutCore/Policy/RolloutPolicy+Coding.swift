extension RolloutPolicy: Codable {
    private enum Key: String, CodingKey {
        case batches, bake, soak, minTarget, minHealthy, maxInTransition, checkDeadline, stepDeadline, phaseDeadline
        case rolloutDeadline, onDeadline, readerCache, blindPropagation, drain, rollsBackByItself, drift
        case requiresComment, analysis
    }

    /// Durations are whole milliseconds; a reader cache that is automatic is left out.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        func duration(_ key: Key) throws -> Duration { .milliseconds(try values.decode(Int64.self, forKey: key)) }
        self.init(
            strategy: Strategy(
                batches: try values.decode([Amount].self, forKey: .batches), bake: try duration(.bake),
                soak: try duration(.soak)),
            minTarget: try values.decode(Amount.self, forKey: .minTarget),
            minHealthy: try values.decodeIfPresent(Amount.self, forKey: .minHealthy),
            maxInTransition: try values.decode(Int.self, forKey: .maxInTransition),
            checkDeadline: try duration(.checkDeadline), stepDeadline: try duration(.stepDeadline),
            phaseDeadline: try duration(.phaseDeadline), rolloutDeadline: try duration(.rolloutDeadline),
            onDeadline: try values.decode(OnDeadline.self, forKey: .onDeadline),
            readerCache: values.contains(.readerCache) ? .fixed(try duration(.readerCache)) : .automatic,
            blindPropagation: try duration(.blindPropagation), drain: try duration(.drain),
            rollsBackByItself: try values.decode(Bool.self, forKey: .rollsBackByItself),
            drift: try values.decode(Drift.self, forKey: .drift),
            requiresComment: try values.decode(Bool.self, forKey: .requiresComment),
            analysis: try values.decodeIfPresent([AnalysisCheck].self, forKey: .analysis) ?? [])
    }

    /// As it is read.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        func encode(_ duration: Duration, _ key: Key) throws {
            try values.encode(duration.nanoseconds / 1_000_000, forKey: key)
        }
        try values.encode(strategy.batches, forKey: .batches)
        try encode(strategy.bake, .bake)
        try encode(strategy.soak, .soak)
        try values.encode(minTarget, forKey: .minTarget)
        try values.encodeIfPresent(minHealthy, forKey: .minHealthy)
        try values.encode(maxInTransition, forKey: .maxInTransition)
        try encode(checkDeadline, .checkDeadline)
        try encode(stepDeadline, .stepDeadline)
        try encode(phaseDeadline, .phaseDeadline)
        try encode(rolloutDeadline, .rolloutDeadline)
        try values.encode(onDeadline, forKey: .onDeadline)
        if case .fixed(let cache) = readerCache { try encode(cache, .readerCache) }
        try encode(blindPropagation, .blindPropagation)
        try encode(drain, .drain)
        try values.encode(rollsBackByItself, forKey: .rollsBackByItself)
        try values.encode(drift, forKey: .drift)
        try values.encode(requiresComment, forKey: .requiresComment)
        if !analysis.isEmpty { try values.encode(analysis, forKey: .analysis) }
    }
}
