import AsyncHTTPClient
import NIOCore

extension Deployment {
    /// The samples of a controller's `/metrics`, by name and labels.
    func metrics(of controller: String) async throws -> [String: Double] {
        let request = HTTPClientRequest(url: "http://\(address(of: controller))/metrics")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
        let text = String(buffer: try await response.body.collect(upTo: 4 << 20))
        var samples: [String: Double] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " ") else { continue }
            samples[String(line[..<space])] = Double(line[line.index(after: space)...])
        }
        return samples
    }
}
