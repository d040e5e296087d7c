import Eureka

/// What came of asking every registry to release its brake.
struct BrakeReport: Encodable, Sendable {
    struct Registry: Encodable, Sendable {
        /// Its address without credentials.
        let name: String
        /// How many instances it had held; nil when it did not take the order.
        let released: Int?
        let failure: String?
    }

    let by: String
    let why: String
    let registries: [Registry]
    /// What the command ends with when not all took the order.
    let failure: Failure?

    private enum CodingKeys: CodingKey {
        case by
        case why
        case registries
    }

    /// Asks all at once; in the order of the clients.
    static func releasing(_ order: BrakeRelease, at clients: [EurekaClient]) async -> BrakeReport {
        await withTaskGroup(of: (Int, Result<Int, EurekaError>).self) { group in
            for (index, client) in clients.enumerated() {
                group.addTask {
                    do throws(EurekaError) {
                        return (index, .success(try await client.releaseBrake(order)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var found: [(Int, Result<Int, EurekaError>)] = []
            for await answer in group { found.append(answer) }
            let answers = found.sorted { $0.0 < $1.0 }.map(\.1)
            return BrakeReport(order, zip(clients.map { "\($0)" }, answers).map { ($0, $1) })
        }
    }

    init(_ order: BrakeRelease, _ answers: [(name: String, result: Result<Int, EurekaError>)]) {
        by = order.by
        why = order.why
        var rows: [Registry] = []
        var errors: [EurekaError] = []
        for (name, result) in answers {
            switch result {
            case .success(let count): rows.append(Registry(name: name, released: count, failure: nil))
            case .failure(let error):
                rows.append(Registry(name: name, released: nil, failure: error.message))
                errors.append(error)
            }
        }
        registries = rows
        failure = Self.failure(errors, of: rows.count)
    }

    func table(for terminal: Terminal = .plain) -> String {
        var table = Table("REGISTRY", "RELEASED", "")
        for row in registries {
            table.append([.init(row.name), .init(row.released.map { "\($0)" } ?? "-"), .init(row.failure ?? "", .red)])
        }
        return table.rendered(for: terminal)
    }

    private static func failure(_ errors: [EurekaError], of count: Int) -> Failure? {
        if count == 0 {
            return Failure(.unavailable, "there is no registry to ask: ZooKeeper and --registry name none")
        }
        guard !errors.isEmpty else { return nil }
        let isForbidden = errors.contains { $0.code == .notPermitted }
        return Failure(
            isForbidden ? .notPermitted : .unavailable,
            "\(errors.count) of \(count) registries did not take the order"
                + (isForbidden ? ": it needs the right operator; see --registry for how to give credentials" : ""))
    }
}
