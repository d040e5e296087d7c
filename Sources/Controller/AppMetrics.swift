import Metrics
import RolloutCore

/// What Prometheus sees of one app's rollouts. Every label value exists from the start.
struct AppMetrics: Sendable {
    private let passes: [String: Counter]
    private let passDuration: Timer
    private let stepDuration: Timer
    private let steps: [String: Counter]
    private let reasons: [(Reason.Code, Gauge)]
    private let rollouts: [(Outcome, Counter)]
    private let verdicts: [(Measurement.Verdict, Counter)]
    private let instances: [(Color, serving: Gauge, all: Gauge)]

    init(factory: any MetricsFactory, app: AppName) {
        let app = ("app", app.rawValue)
        passes = Dictionary(
            uniqueKeysWithValues: ["hold", "commit", "change", "repeat", "failed"].map { result in
                (
                    result,
                    Counter(
                        label: ControllerMetric.passes.rawValue, dimensions: [app, ("result", result)],
                        factory: factory)
                )
            })
        passDuration = Timer(
            label: ControllerMetric.passDuration.rawValue, dimensions: [app], factory: factory)
        stepDuration = Timer(label: ControllerMetric.stepDuration.rawValue, dimensions: [app], factory: factory)
        steps = Dictionary(
            uniqueKeysWithValues: ["enable", "disable"].map { kind in
                (
                    kind,
                    Counter(
                        label: ControllerMetric.steps.rawValue, dimensions: [app, ("kind", kind)], factory: factory)
                )
            })
        reasons = Reason.Code.allCases.map { code in
            (
                code,
                Gauge(
                    label: ControllerMetric.reason.rawValue, dimensions: [app, ("code", code.rawValue)],
                    factory: factory)
            )
        }
        rollouts = Outcome.allCases.map { outcome in
            (
                outcome,
                Counter(
                    label: ControllerMetric.rollouts.rawValue, dimensions: [app, ("outcome", outcome.rawValue)],
                    factory: factory)
            )
        }
        verdicts = Measurement.Verdict.allCases.map { verdict in
            (
                verdict,
                Counter(
                    label: ControllerMetric.measurements.rawValue, dimensions: [app, ("verdict", verdict.rawValue)],
                    factory: factory)
            )
        }
        instances = Color.allCases.map { color in
            let dimensions = [app, ("color", color.rawValue)]
            return (
                color,
                Gauge(label: ControllerMetric.servingInstances.rawValue, dimensions: dimensions, factory: factory),
                Gauge(label: ControllerMetric.instances.rawValue, dimensions: dimensions, factory: factory)
            )
        }
        for (_, gauge) in reasons { gauge.record(0) }
    }

    /// One that does not lead, or serves the app no longer, says nothing of it.
    func leave() {
        for (_, gauge) in reasons { gauge.record(0) }
        for (_, serving, all) in instances {
            serving.record(0)
            all.record(0)
        }
    }

    func passed(_ result: String, took duration: Duration) {
        passes[result]?.increment()
        passDuration.recordNanoseconds(duration.nanoseconds)
    }

    func stepped(_ kind: StatusChange.Kind, took duration: Duration) {
        steps[kind.rawValue]?.increment()
        stepDuration.recordNanoseconds(duration.nanoseconds)
    }

    func ended(_ outcome: Outcome) { rollouts.first { $0.0 == outcome }?.1.increment() }

    /// Counts what was measured between two states of a rollout.
    func analysed(_ before: Rollout?, _ commit: Decision.Commit) {
        let after = commit.record.rollout
        // A check that has failed ends the look, and is found among those that are kept.
        if let known = before?.analysis?.checks, after?.analysis == nil {
            for (check, result) in zip(known, (after?.checked ?? commit.history?.checks ?? []).suffix(known.count)) {
                guard let verdict = result.verdict, check.measuredAt != result.measuredAt else { continue }
                verdicts.first { $0.0 == verdict }?.1.increment()
            }
        }
        for (index, check) in (after?.analysis?.checks ?? []).enumerated() {
            guard let verdict = check.last?.verdict else { continue }
            let known = before?.analysis?.checks ?? []
            guard index >= known.count || known[index].measuredAt != check.measuredAt else { continue }
            verdicts.first { $0.0 == verdict }?.1.increment()
        }
    }

    func saw(_ observation: Observation, reason: Reason) {
        for (color, serving, all) in instances {
            serving.record(observation.fleets[color].servingCount)
            all.record(observation.fleets[color].instances.count)
        }
        for (code, gauge) in reasons { gauge.record(code == reason.code ? 1 : 0) }
    }
}
