import Coordination
import RolloutCore

/// How an app stands, as `status` shows it.
struct StatusReport: Hashable, Sendable {
    let asOf: Moment
    let app: String
    let activeColor: Asked
    let leader: Leader?
    let controllers: [Controller]
    /// Nil until a controller has taken the app over.
    let record: RolloutRecord?
    let registries: [Registry]
    let instances: [InstanceRow]
    let last: HistoryEntry?
    /// Those in force: no rollout begins, except the way back.
    var freezes: [FreezeRow] = []
    /// Whether the app has a policy of its own in ZooKeeper.
    var hasOwnPolicy = false
    /// What to type next.
    var advice = Advice()

    /// What `/active_color` holds.
    struct Asked: Hashable, Sendable, Encodable {
        let color: Color?
        /// What stands there when it is no color.
        let text: String?
        let revision: Int64?

        init(_ reading: IntentReading) {
            switch reading {
            case .absent: (color, text, revision) = (nil, nil, nil)
            case .asked(let intent): (color, text, revision) = (intent.color, nil, intent.revision)
            case .unreadable(let shown, let seen): (color, text, revision) = (nil, shown, seen)
            }
        }

        private enum Key: CodingKey {
            case color
            case text
            case revision
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(color, forKey: .color)
            try container.encodeIfPresent(text, forKey: .text)
            try container.encode(revision, forKey: .revision)
        }
    }

    struct Leader: Hashable, Sendable, Encodable {
        /// Nil for a controller that does not tell of itself: one of the original system.
        let id: String?
        let address: String
        let epoch: Int64?

        /// `controller-1 at 10.0.0.5:8780`
        var name: String { StatusReport.name(id, address) }
    }

    struct Controller: Hashable, Sendable, Encodable {
        let id: String
        let address: String
        let version: String
        let since: Moment

        var name: String { StatusReport.name(id, address) }
    }

    /// Who was not given a name is known by its address.
    private static func name(_ id: String?, _ address: String) -> String {
        guard let id, id != address else { return address }
        return "\(id) at \(address)"
    }

    struct Registry: Hashable, Sendable, Encodable {
        let name: String
        let isAvailable: Bool
        let revision: Int64?
        let failure: String?
    }

    /// The color that traffic could go back to: the source of a rollout, else the standby.
    var wayBack: Color? {
        guard let record else { return nil }
        return record.rollout?.source ?? record.serving.opposite
    }

    /// The last answers to operators, oldest first: of this rollout, else of the last five minutes.
    var answers: [AnswerRow] {
        let answers = record?.rollout?.requests ?? record?.answers.filter { asOf.timestamp - $0.at < .seconds(300) }
        return (answers ?? []).suffix(3).map(AnswerRow.init)
    }

    /// How many instances of a color are UP, in every registry that answers.
    func upCount(_ color: Color) -> Int { instances.count { $0.color == color && $0.status == .up } }

    func count(_ color: Color) -> Int { instances.count { $0.color == color } }

    /// How many instances could serve on the way back; nil when no registry tells.
    var wayBackCount: Int? {
        guard let wayBack, registries.contains(where: \.isAvailable) else { return nil }
        return instances.count { $0.color == wayBack && $0.couldServe }
    }
}
