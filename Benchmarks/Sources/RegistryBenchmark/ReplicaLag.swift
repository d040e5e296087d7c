import Foundation
import Measuring
import TestSupport

/// How soon what is registered with one replica can be read from another one.
struct ReplicaLag {
    let count: Int
    let writer: RegistryProcess
    let reader: RegistryProcess

    func run() async throws -> [Verdict] {
        let fleet = [SpringInstance].fleet(
            count, lease: 3600, startedBefore: Int64(Date.now.timeIntervalSince1970 * 1000))
        let writing = try await Connection.open(port: writer.port)
        let reading = try await Connection.open(port: reader.port)
        var acknowledged: [Duration] = []
        var seen: [Duration] = []
        for instance in fleet {
            let start = ContinuousClock.now
            let answer = try await writing.send(instance.registration)
            guard answer.status == 204 else { throw Failure("registering was answered \(answer.status)") }
            acknowledged.append(answer.end - start)
            try await eventually(within: .seconds(10), "\(instance.id) is seen on the other replica") {
                try await reading.send(Call(.get, instance.path)).status == 200
            }
            seen.append(ContinuousClock.now - start)
        }
        await writing.close()
        await reading.close()
        let took = Quantiles(acknowledged.map { $0.microseconds / 1000 })
        let lag = Quantiles(seen.map { $0.microseconds / 1000 })
        var table = Table("\(count) registrations, ms from the call on", "median", "p99", "highest")
        table.add("acknowledged", took.p50.rounded(to: 2), took.p99.rounded(to: 2), took.max.rounded(to: 2))
        table.add("read from the other", lag.p50.rounded(to: 2), lag.p99.rounded(to: 2), lag.max.rounded(to: 2))
        print("\n\(table)\n")
        return [Verdict("registered here, read there, p99,", lag.p99, "ms", .atMost(100))]
    }
}
