import Foundation

/// `ZooKeeperBenchmark RAW [ROUNDS]` compares; `ZooKeeperBenchmark ours HOST:PORT …` is one of the two compared.
@main
enum ZooKeeperBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "ours", let server = arguments.dropFirst().first,
            let workload = Workload(arguments.dropFirst(2))
        {
            try await OurClient.run(server, workload)
            return
        }
        guard let raw = arguments.first, let rounds = Int(arguments.dropFirst().first ?? "7"), rounds > 0 else {
            FileHandle.standardError.write(Data("usage: ZooKeeperBenchmark RAW [ROUNDS]\n".utf8))
            exit(64)
        }
        exit(try await Comparison(raw: raw, rounds: rounds, workload: Workload()).run())
    }
}
