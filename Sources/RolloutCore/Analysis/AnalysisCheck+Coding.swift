extension AnalysisCheck: Codable {
    private enum Key: String, CodingKey {
        case name, gateway, prometheus, allow, failFast, interval, minRequests, consecutive, timeout, onInconclusive
    }

    /// Durations are whole milliseconds; thresholds are as people write them.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        func duration(_ key: Key) throws -> Duration { .milliseconds(try values.decode(Int64.self, forKey: key)) }
        func text<Value>(_ key: Key, _ read: (String) -> Value?) throws -> Value {
            let text = try values.decode(String.self, forKey: key)
            guard let value = read(text) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: values, debugDescription: "\(text) cannot be compared with")
            }
            return value
        }
        let source: Source
        if let metric = try values.decodeIfPresent(Counted.self, forKey: .gateway) {
            source = .gateway(metric)
        } else {
            source = .prometheus(try values.decode(String.self, forKey: .prometheus))
        }
        self.init(
            name: try values.decode(String.self, forKey: .name), source: source,
            allowed: try text(.allow) { Threshold($0) },
            failFast: values.contains(.failFast) ? try text(.failFast) { Quantity($0) } : nil,
            interval: try duration(.interval), minRequests: try values.decode(Int.self, forKey: .minRequests),
            consecutive: try values.decode(Int.self, forKey: .consecutive), timeout: try duration(.timeout),
            onInconclusive: try values.decode(OnInconclusive.self, forKey: .onInconclusive))
    }

    /// As it is read.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(name, forKey: .name)
        switch source {
        case .gateway(let metric): try values.encode(metric, forKey: .gateway)
        case .prometheus(let query): try values.encode(query, forKey: .prometheus)
        }
        try values.encode("\(allowed)", forKey: .allow)
        try values.encodeIfPresent(failFast?.description, forKey: .failFast)
        try values.encode(interval.nanoseconds / 1_000_000, forKey: .interval)
        try values.encode(minRequests, forKey: .minRequests)
        try values.encode(consecutive, forKey: .consecutive)
        try values.encode(timeout.nanoseconds / 1_000_000, forKey: .timeout)
        try values.encode(onInconclusive, forKey: .onInconclusive)
    }
}
