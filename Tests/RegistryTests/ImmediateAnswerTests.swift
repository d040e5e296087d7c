import Eureka
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import TestSupport
import Testing

@testable import Registry

@Suite("What is answered from memory at once is what the router would answer, and in its turn")
struct ImmediateAnswerTests {
    private static let instance = "/eureka/apps/SERVICE-CLIENT/service-client:3f2a9c"

    /// Request lines and headers that are answered before the router sees them.
    private static let requests: [(line: String, headers: [String])] = [
        ("PUT \(instance)?status=UP&lastDirtyTimestamp=1767225600850", []),
        ("PUT \(instance)?status=UP", ["Content-Length: 0"]),
        ("PUT \(instance)?lastDirtyTimestamp=1767225600851", []),
        ("PUT \(instance)?lastDirtyTimestamp=soon", []),
        ("PUT \(instance)?lastDirty%54imestamp=1767225600850&lastDirtyTimestamp=soon", []),
        ("PUT /eureka/apps/SERVICE-CLIENT/nobody", []),
        ("PUT /eureka/v2/apps/service-client/service-client:3f2a9c/", []),
        ("GET /eureka/apps", ["Accept: application/json"]),
        ("GET /eureka/apps/", ["Accept: application/xml", "Accept-Encoding: gzip"]),
        ("GET /eureka/apps/", ["Accept: text/plain"]),
        ("GET /eureka/apps/", ["Accept: text/plain", "Accept: application/json"]),
        ("GET /eureka/v2/apps/delta", ["Accept: application/json", "X-Eureka-Accept: compact"]),
        ("GET /eureka/apps/service-client", []),
        ("GET /eureka/apps/nothing", ["Accept: application/json"]),
        ("GET \(instance)", ["Accept: application/json"]),
        ("GET /eureka/apps/SERVICE-CLIENT/nobody", []),
    ]

    @Test("As the router", arguments: requests.indices)
    func sameAsRouter(_ number: Int) async throws {
        let (line, headers) = Self.requests[number]
        try await withRegistry { registry in
            _ = try await registry.post("SERVICE-CLIENT", try fixture("register-spring.json"))
            let head = (["\(line) HTTP/1.1", "Host: registry"] + headers).joined(separator: "\r\n")
            // A request that may have a body is the router's.
            let chunked = head.replacing("\r\nContent-Length: 0", with: "") + "\r\nTransfer-Encoding: chunked"
            let immediate = try await registry.exchange(head + "\r\n\r\n", answers: 1)
            let routed = try await registry.exchange(chunked + "\r\n\r\n0\r\n\r\n", answers: 1)
            #expect(immediate.map(\.comparable) == routed.map(\.comparable))
            #expect(immediate[0].headers.contains { $0.hasPrefix("date: ") && $0.hasSuffix(" GMT") })
        }
    }

    @Test("No answer overtakes that of an earlier request on its connection")
    func order() async throws {
        try await withRegistry { registry in
            _ = try await registry.post("SERVICE-CLIENT", try fixture("register-spring.json"))
            let revision = try await registry.send(.GET, "/registry/state").headers.first(name: "X-Bluegreen-Revision")
            let watch = "GET /registry/watch?seconds=1&revision=\(revision ?? "") HTTP/1.1\r\nHost: r\r\n\r\n"
            let heartbeat = "PUT \(Self.instance) HTTP/1.1\r\nHost: r\r\n\r\n"
            let unknown = "PUT /eureka/apps/A/b HTTP/1.1\r\nHost: r\r\n\r\n"
            let answers = try await registry.exchange(heartbeat + watch + unknown + heartbeat, answers: 4)
            #expect(answers.map(\.status) == [200, 204, 404, 200])
        }
    }

    @Test("A heartbeat with a body is one, and what follows it is read")
    func body() async throws {
        try await withRegistry { registry in
            _ = try await registry.post("SERVICE-CLIENT", try fixture("register-spring.json"))
            let heartbeat = "PUT \(Self.instance) HTTP/1.1\r\nHost: r\r\nContent-Length: 5\r\n\r\nhello"
            let listing = "GET /eureka/apps/nothing HTTP/1.1\r\nHost: r\r\n\r\n"
            let answers = try await registry.exchange(heartbeat + listing + heartbeat, answers: 3)
            #expect(answers.map(\.status) == [200, 404, 200])
        }
    }

    @Test("A client that asks for it, or speaks HTTP/1.0, is hung up on after its answer")
    func closing() async throws {
        try await withRegistry { registry in
            for request in [
                "GET /eureka/apps/ HTTP/1.1\r\nHost: r\r\nConnection: close\r\n\r\n",
                "GET /eureka/apps/ HTTP/1.0\r\n\r\n",
            ] {
                let answers = try await registry.exchange(request, answers: 2)
                #expect(answers.map(\.status) == [200])
            }
        }
    }

    @Test(
        "Which paths are looked at",
        arguments: [
            ("/eureka/apps", .everything), ("/eureka/v2/apps/", .everything), ("/eureka/apps/A", .app("A")),
            ("/eureka/apps/A/b:1", .instance(app: "A", id: "b:1")), ("/eureka/apps//", nil), ("/eureka/appsA", nil),
            ("/eureka/apps/A//", nil), ("/eureka/apps/A/b/status", nil), ("/eureka/apps/%41", nil),
            ("/eureka/apps/A;x", nil), ("/eureka/apps/\u{E4}", nil), ("/eureka/v2", nil), ("//eureka/apps", nil),
        ] as [(Substring, ImmediatePath?)]
    )
    func paths(_ path: Substring, _ meant: ImmediatePath?) { #expect(ImmediatePath(path) == meant) }
}

/// One answer as it came over the wire.
private struct WireAnswer {
    let status: Int
    let headers: [String]
    let body: [UInt8]

    /// All that two answers to one request must share.
    var comparable: [String] { ["\(status)", "\(body)"] + headers.filter { !$0.hasPrefix("date:") } }
}

extension TestRegistry {
    /// Writes that on a connection of its own, and reads so many answers, fewer when the registry hangs up.
    fileprivate func exchange(_ text: String, answers count: Int) async throws -> [WireAnswer] {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var bytes: [UInt8] = []
            var answers: [WireAnswer] = []
            for try await part in inbound {
                bytes += Array(part.readableBytesView)
                while let answer = WireAnswer(takenFrom: &bytes) { answers.append(answer) }
                if answers.count >= count { break }
            }
            return answers
        }
    }
}

extension WireAnswer {
    /// Nil as long as the first answer is not there whole.
    fileprivate init?(takenFrom bytes: inout [UInt8]) {
        let data = Data(bytes)
        guard let end = data.range(of: Data("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: data[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let headers = lines.dropFirst().map { $0.lowercased() }.sorted()
        let length =
            headers.lazy.compactMap { header in
                header.hasPrefix("content-length: ") ? Int(header.dropFirst(16)) : nil
            }.first ?? 0
        guard data.count >= end.upperBound + length else { return nil }
        status = Int(lines[0].split(separator: " ")[1]) ?? 0
        self.headers = headers
        body = Array(data[end.upperBound..<end.upperBound + length])
        bytes.removeFirst(end.upperBound + length)
    }
}
