import Foundation
import RolloutCore

/// One observation of two colors of 500, in one phase, as a pass of a leader would make it.
struct Scenario {
    let name: String
    let seen: Observation
    /// Outside what is promised: shown to know where it ends.
    var isExtreme = false

    static let size = 500
    static let now = Timestamp(milliseconds: 10_000_000)

    /// The record is made from JSON, as it comes from ZooKeeper: its phases cannot be set from outside.
    init(
        _ name: String, phase: Phase?, steps: [StepRecord] = [], pending: (StatusChange.Kind, Color, Int)? = nil,
        isReversing: Bool = false, blue: (Int) -> Instance.Look, green: (Int) -> Instance.Look,
        readerRevision: Int64 = 7, asked: Color = .green, policy: RolloutPolicy = RolloutPolicy(), gateways: Int = 0
    ) throws {
        self.name = name
        var json: [String: Any] = [
            "format": 1, "serving": "blue", "since": 1_000_000, "nextNumber": 8, "reasonSince": 9_999_000,
            "reason": ["code": "enabling", "sentence": "enabling something"], "answers": [],
        ]
        if let phase {
            json["rollout"] = [
                "number": 7, "source": "blue", "target": "green", "revision": 42, "startedAt": 9_000_000,
                "phase": phase.rawValue, "phaseSince": 9_000_000, "isReversing": isReversing,
                "floor": phase == .checking || isReversing ? 1 : Self.size,
                "awaited": [["registry": "http://registry:8761/eureka", "revision": 7]], "needsPropagation": true,
                "directionSince": 9_000_000, "steps": steps.map(Self.line).joined(separator: "\n"),
                "hasCachingReader": false, "isRollback": false, "batch": 0, "targetSize": Self.size,
                "required": Self.size, "sourceSize": Self.size, "isPromotedFully": false, "looked": ["milliseconds": 0],
                "requests": [],
                "policy": try JSONSerialization.jsonObject(with: JSONEncoder().encode(policy)),
            ]
        }
        if let (kind, color, index) = pending {
            json["pending"] = [
                "kind": kind.rawValue, "instance": Self.id(color, index).rawValue, "color": color.rawValue,
                "since": 9_999_000,
            ]
        }
        let record = try JSONDecoder().decode(
            RolloutRecord.self, from: try JSONSerialization.data(withJSONObject: json))
        let reader = Reader(address: "10.0.0.7", userAgent: "gateway", revision: readerRevision, isGateway: true)
        seen = Observation(
            now: Self.now, intent: .asked(Intent(color: asked, revision: 42)), record: record,
            fleets: PerColor(blue: Self.fleet(.blue, blue), green: Self.fleet(.green, green)),
            registries: [
                RegistryReport(
                    name: "http://registry:8761/eureka", answer: .available(revision: 7, readers: [reader]))
            ],
            gateways: (0..<gateways).map { number in
                let counts = TrafficCounts(requests: 1_000, failedResponses: 1)
                return GatewayReading(
                    name: "gateway-\(number)", run: "1", at: 1, counts: PerColor(blue: counts, green: counts))
            })
    }

    static func id(_ color: Color, _ index: Int) -> InstanceID {
        InstanceID(rawValue: "\(color)-service-client-\(1000 + index)")
    }

    /// The first `count` steps of a switch: green enabled, then blue disabled, over and over as far as needed.
    static func steps(_ count: Int, isVerified: Bool = true) -> [StepRecord] {
        (0..<count).map { number in
            let isEnabling = !isVerified || (number / size).isMultiple(of: 2)
            return StepRecord(
                change: isEnabling ? .enable : .disable, instance: id(isEnabling ? .green : .blue, number % size),
                at: Timestamp(milliseconds: 9_990_000 + Int64(number)), isVerified: isVerified)
        }
    }

    /// A step as the record holds it.
    private static func line(_ step: StepRecord) -> String {
        "\(step.at.milliseconds) \(step.change.rawValue)\(step.isVerified ? "" : "!") \(step.instance)"
    }

    private static func fleet(_ color: Color, _ look: (Int) -> Instance.Look) -> Fleet {
        Fleet(
            color: color,
            instances: (0..<size).map { index in
                let look = look(index)
                return Instance(
                    id: id(color, index), color: color, endpoint: Endpoint(host: "10.0.0.1", port: 8080 + index),
                    registration: .registered(look.status, override: look.status == .up ? .up : nil),
                    readiness: look.isReady ? .ready : .unready("its health check answers 503"))
            })
    }
}

extension Instance {
    /// What the registry and the probe say of one instance.
    struct Look {
        var status: InstanceStatus
        var isReady = true

        static let up = Look(status: .up)
        static let standby = Look(status: .outOfService)
        static let sick = Look(status: .outOfService, isReady: false)
    }
}
