import Logging
import Metrics
import Testing

@testable import Telemetry

@Suite("Prometheus text exposition")
struct ExpositionTests {
    @Test("One metric of each kind is exposed, sorted, with help and type")
    func golden() {
        let registry = PrometheusRegistry(buckets: HistogramBuckets(0.1, 1))
        registry.describe("bluegreen_reconcile", "Passes of the reconcile loop.")
        registry.describe("bluegreen_fleet_instances", "Instances by color.\nAnd a \\ too.")
        let failed = Counter(label: "bluegreen_reconcile", dimensions: [("result", "failed")], factory: registry)
        failed.increment(by: 0)
        let done = Counter(label: "bluegreen_reconcile", dimensions: [("result", "done")], factory: registry)
        done.increment(by: 3)
        Meter(label: "bluegreen_fleet_instances", dimensions: [("color", "blue")], factory: registry).set(2.5)
        let timer = Timer(label: "bluegreen_pass_duration", factory: registry)
        for milliseconds: Int64 in [50, 100, 500, 5_000] {
            timer.recordNanoseconds(milliseconds * 1_000_000)
        }
        FloatingPointCounter(label: "bluegreen_cost", factory: registry).increment(by: 0.25)
        #expect(
            registry.exposition() == """
                # HELP bluegreen_cost_total Not described.
                # TYPE bluegreen_cost_total counter
                bluegreen_cost_total 0.25
                # HELP bluegreen_fleet_instances Instances by color.\\nAnd a \\\\ too.
                # TYPE bluegreen_fleet_instances gauge
                bluegreen_fleet_instances{color="blue"} 2.5
                # HELP bluegreen_pass_duration_seconds Not described.
                # TYPE bluegreen_pass_duration_seconds histogram
                bluegreen_pass_duration_seconds_bucket{le="0.1"} 2
                bluegreen_pass_duration_seconds_bucket{le="1"} 3
                bluegreen_pass_duration_seconds_bucket{le="+Inf"} 4
                bluegreen_pass_duration_seconds_sum 5.65
                bluegreen_pass_duration_seconds_count 4
                # HELP bluegreen_reconcile_total Passes of the reconcile loop.
                # TYPE bluegreen_reconcile_total counter
                bluegreen_reconcile_total{result="done"} 3
                bluegreen_reconcile_total{result="failed"} 0
                # HELP bluegreen_telemetry_dropped_series_total \
                Series that were asked for beyond the limits, and are not measured.
                # TYPE bluegreen_telemetry_dropped_series_total counter
                bluegreen_telemetry_dropped_series_total 0

                """
        )
    }

    @Test(
        "Names are made valid",
        arguments: [
            ("http.server.requests", "http_server_requests"), ("9lives", "_9lives"), ("", "_"), ("a:b", "a:b"),
            ("größe", "gr__e"),
        ]
    )
    func names(given: String, exposed: String) {
        #expect(MetricName.sanitized(given) == exposed)
    }

    @Test("Label names are made valid and values escaped")
    func labels() {
        let registry = PrometheusRegistry()
        let dimensions = [("__name__", "x"), ("b-c", "say \"hi\"\nC:\\"), ("a", "ä")]
        Meter(label: "m", dimensions: dimensions, factory: registry).set(1)
        #expect(registry.exposition().contains(#"m{_name__="x",a="ä",b_c="say \"hi\"\nC:\\"} 1"#))
    }

    @Test("A label that a histogram needs for itself is renamed")
    func reservedLabel() {
        let registry = PrometheusRegistry(buckets: HistogramBuckets(1))
        Recorder(label: "size", dimensions: [("le", "x")], factory: registry).record(2)
        #expect(registry.exposition().contains(#"size_bucket{exported_le="x",le="+Inf"} 1"#))
    }

    @Test(
        "Numbers are written as Prometheus reads them",
        arguments: [
            (0.0, "0"), (-3, "-3"), (0.1, "0.1"), (1e20, "1e+20"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
            (.nan, "NaN"),
        ]
    )
    func numbers(value: Double, text: String) {
        #expect(Exposition.number(value) == text)
    }

    @Test("Series beyond the limit are not kept, and counted")
    func seriesLimit() {
        let registry = PrometheusRegistry(seriesLimit: 2)
        for id in 1...5 {
            Counter(label: "c", dimensions: [("id", "\(id)")], factory: registry).increment()
        }
        Counter(label: "c", dimensions: [("id", "1")], factory: registry).increment()
        let text = registry.exposition()
        #expect(text.contains("c_total{id=\"1\"} 2\nc_total{id=\"2\"} 1\n"))
        #expect(!text.contains("id=\"3\""))
        #expect(text.contains("bluegreen_telemetry_dropped_series_total 3\n"))
    }

    @Test("A name keeps its first kind")
    func kindClash() {
        let registry = PrometheusRegistry()
        Meter(label: "thing", factory: registry).set(1)
        Recorder(label: "thing", factory: registry).record(5)
        #expect(registry.exposition().contains("# TYPE thing gauge\nthing 1\n"))
        #expect(registry.exposition().contains("bluegreen_telemetry_dropped_series_total 1\n"))
    }

    @Test("Counters never go down, and a destroyed series is forgotten")
    func countersAndDestroy() {
        let registry = PrometheusRegistry()
        let counter = Counter(label: "c", factory: registry)
        counter.increment(by: 4)
        counter.increment(by: -2)
        #expect(registry.exposition().contains("c_total 4\n"))
        counter.destroy()
        #expect(!registry.exposition().contains("c_total"))
    }

    @Test("Nothing is lost when many tasks measure at once")
    func concurrent() async {
        let registry = PrometheusRegistry()
        await withDiscardingTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for _ in 0..<500 {
                        Counter(label: "c", dimensions: [("task", "\(task % 2)")], factory: registry).increment()
                        _ = registry.exposition().count
                    }
                }
            }
        }
        #expect(registry.exposition().contains("c_total{task=\"0\"} 2000\nc_total{task=\"1\"} 2000\n"))
    }
}
