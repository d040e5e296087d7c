import Logging
import Measuring
import TestSupport
import ZooKeeper

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One round of our client, used as its users do: `get`, `set` and `observe` of the public API, by 256 tasks at once
/// where it is pipelined. Does what `raw/raw.c` does, in the same order, and prints the same lines.
enum OurClient {
    private static let path: ZNodePath = "/benchmark"
    private static let data = [UInt8](repeating: UInt8(ascii: "x"), count: Workload.dataSize)

    static func run(_ server: String, _ workload: Workload) async throws {
        let configuration = try ZooKeeperClient.Configuration(connectString: server, sessionTimeout: .seconds(4))
        try await withClient(configuration) { client in
            try await pipelined("get", client, workload.gets) { client throws(ZooKeeperError) in
                guard try await client.get(path)?.data?.count == Workload.dataSize else { fatalError("no data") }
            }
            try await pipelined("set", client, workload.sets) { client throws(ZooKeeperError) in
                try await client.set(path, data)
            }
            try await serial(client, workload.serial)
            try await withClient(configuration) { reader in
                try await watches(writer: client, reader: reader, workload.watches)
            }
        }
    }

    private static func pipelined(
        _ name: String, _ client: ZooKeeperClient, _ count: Int,
        _ body: @escaping @Sendable (ZooKeeperClient) async throws(ZooKeeperError) -> Void
    ) async throws {
        func go(_ count: Int) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in 0..<Workload.window {
                    let share = count / Workload.window + (lane < count % Workload.window ? 1 : 0)
                    group.addTask { for _ in 0..<share { try await body(client) } }
                }
                try await group.waitForAll()
            }
        }
        try await go(Workload.warmUp)
        let (cpu, start) = (processorTime(), ContinuousClock.now)
        try await go(count)
        let took = (ContinuousClock.now - start).microseconds
        print("\(name).rate \(Double(count) / took * 1e6)\n\(name).cpu \((processorTime() - cpu) / Double(count))")
    }

    private static func serial(_ client: ZooKeeperClient, _ count: Int) async throws {
        var samples: [Duration] = []
        for number in -200..<count {
            let start = ContinuousClock.now
            _ = try await client.get(path)
            if number >= 0 { samples.append(.now - start) }
        }
        tell("serial", samples)
    }

    /// The observer's stream hands out values, so the time ends when the new value is in hand: after the event and
    /// another read. The C program measures the same, and the event alone besides.
    private static func watches(writer: ZooKeeperClient, reader: ZooKeeperClient, _ count: Int) async throws {
        let (seen, tellSeen) = AsyncStream.makeStream(of: ContinuousClock.Instant.self)
        var samples: [Duration] = []
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in reader.observe(path) { tellSeen.yield(.now) } }
            var arrivals = seen.makeAsyncIterator()
            // What is there already.
            _ = await arrivals.next()
            for number in -200..<count {
                let start = ContinuousClock.now
                try await writer.set(path, data)
                guard let end = await arrivals.next() else { break }
                if number >= 0 { samples.append(end - start) }
            }
            group.cancelAll()
        }
        tell("watch", samples)
    }

    private static func tell(_ name: String, _ samples: [Duration]) {
        let quantiles = Quantiles(samples)
        print("\(name).p50 \(quantiles.p50)\n\(name).p99 \(quantiles.p99)")
    }

    /// Of all threads of this process, in microseconds.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }
}
