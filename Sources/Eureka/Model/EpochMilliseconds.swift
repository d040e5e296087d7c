/// A point in time as Eureka's wire writes it: milliseconds since 1970-01-01T00:00:00Z.
public typealias EpochMilliseconds = Int64
