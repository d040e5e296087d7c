import AsyncHTTPClient
import Foundation
import NIOCore
import RolloutCore
import TestSupport
import Testing

@Suite("Prometheus, told by the registry what to scrape", .serialized)
struct PrometheusTests {
    private struct Answer: Decodable {
        struct Data: Decodable {
            struct Series: Decodable {
                let metric: [String: String]
            }

            let result: [Series]
        }

        let data: Data
    }

    private static func configuration(_ registry: Int) -> String {
        """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: apps
            http_sd_configs:
              - url: http://127.0.0.1:\(registry)/prometheus/sd
                refresh_interval: 1s
            relabel_configs:
              - {source_labels: [__meta_bluegreen_status], regex: "UP|OUT_OF_SERVICE", action: keep}
        """
    }

    /// The instances of each series that the query finds, with their color.
    private static func series(_ query: String, port: Int) async throws -> [String: String] {
        let address = "http://127.0.0.1:\(port)/api/v1/query?query=\(query)"
        let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: address), timeout: .seconds(5))
        let body = try await response.body.collect(upTo: 1 << 20)
        let answer = try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView))
        return Dictionary(
            answer.data.result.map {
                ($0.metric["instance"] ?? "", "\($0.metric["app"] ?? "") \($0.metric["color"] ?? "")")
            }
        ) { "\($0), \($1)" }
    }

    @Test("Each instance is scraped with its app and color, also after a switch, and without the registry")
    func scraped() async throws {
        let instances = Color.allCases.map { LiveInstance("\($0)-1", $0) }
        for instance in instances { try await instance.start() }
        let directory = try TemporaryDirectory("prometheus")
        let port = try FreePort.allocate()[0]
        try await withZooKeeper { server in
            let options = Deployment.Options(blue: 0, green: 0, controllers: 1)
            try await withDeployment(on: server.connectString, options) { deployment in
                for instance in instances {
                    try await deployment.fleet.join(
                        instance.id, instance.color, live: instance.port, layout: deployment.layout)
                }
                try directory.write(Self.configuration(deployment.registryPort), to: "prometheus.yml")
                let folder = directory.url.path
                let prometheus = try await ChildProcess.start(
                    "/usr/bin/prometheus",
                    [
                        "--config.file=\(folder)/prometheus.yml", "--storage.tsdb.path=\(folder)/data",
                        "--web.listen-address=127.0.0.1:\(port)", "--log.level=warn",
                    ],
                    log: directory.url.appendingPathComponent("log.txt"))
                let expected = ["blue-1": "service-client blue", "green-1": "service-client green"]
                try await eventually(within: .seconds(40), "both are scraped") {
                    guard prometheus.isRunning else { throw Deployment.Failure(prometheus.output) }
                    return (try? await Self.series("http_requests_total", port: port)) == expected
                }
                try await deployment.awaitServing(.blue)
                try await deployment.set("green")
                try await deployment.awaitServing(.green)
                await deployment.process("registry")?.kill()
                // The series go on: a switch begins none, and neither does the loss of the registry end one.
                let before = instances.map(\.scrapes)
                try await eventually(within: .seconds(40), "both are scraped on") {
                    zip(instances.map(\.scrapes), before).allSatisfy { $0 > $1 + 2 }
                }
                #expect(try await Self.series("http_requests_total", port: port) == expected)
                #expect(try await Self.series("count_over_time(http_requests_total%5B1h%5D)", port: port) == expected)
                await prometheus.kill()
            }
        }
        for instance in instances { await instance.stop() }
        directory.remove()
    }
}
