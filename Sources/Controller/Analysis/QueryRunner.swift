import RolloutCore

/// Asks Prometheus what the present look of one app needs, each query at its own interval. Whatever becomes of it, passes
/// go on meanwhile, and so do other apps.
struct QueryRunner: Sendable {
    let board: FactBoard
    /// Nil when none is configured, which is an answer too.
    let client: PrometheusClient?
    let now: @Sendable () -> Timestamp

    func run() async {
        while !Task.isCancelled {
            let order = board.read { $0.analysisOrder }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await another(than: order) }
                for query in order?.queries ?? [] {
                    group.addTask { if let order { await ask(query, repeatedly: order) } }
                }
                await group.next()
                group.cancelAll()
            }
        }
    }

    private func another(than order: AnalysisOrder?) async {
        guard board.read({ $0.analysisOrder }) == order else { return }
        for await _ in board.analysis.calls where board.read({ $0.analysisOrder }) != order { return }
    }

    private func ask(_ query: AnalysisOrder.Query, repeatedly order: AnalysisOrder) async {
        while (try? await Task.sleep(for: query.interval)) != nil {
            let moment = now()
            let result =
                await client?.value(of: query.text)
                ?? .inconclusive("no Prometheus is configured: set controller.prometheus")
            guard !Task.isCancelled else { return }
            board.update { facts in
                guard facts.analysisOrder == order else { return false }
                facts.readings.removeAll { $0.check == query.check }
                facts.readings.append(QueryReading(check: query.check, askedAt: moment, result: result))
                return true
            }
        }
    }
}
