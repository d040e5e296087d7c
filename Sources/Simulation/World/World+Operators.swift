import Coordination
import RolloutCore
import ZooKeeper

extension World {
    mutating func perform(_ operation: Operation) {
        var transaction = Transaction()
        switch operation {
        case .write(let text):
            if ensemble.znode(World.layout.activeColor) == nil {
                transaction.create(World.layout.activeColor, Array(text.utf8))
            } else {
                transaction.set(World.layout.activeColor, Array(text.utf8))
            }
        case .delete: transaction.delete(World.layout.activeColor)
        case .request:
            transaction.create(World.layout.requests.appending("r-"), [], mode: .persistentSequential)
        case .freeze(let isOn):
            freezes = isOn ? ["nothing begins today"] : []
            return
        }
        switch writeBackstage(transaction) {
        case .success(let results):
            say("an operator does: \(operation)")
            checker.settledSince = nil
            if case .request(let verb) = operation, case .created(let path)? = results.first { ask(verb, path.name) }
        case .failure: break
        // Whoever writes tries again until it is acknowledged.
        case nil: after(.seconds(1), .operation(operation))
        }
    }

    private mutating func ask(_ verb: RolloutRequest.Verb, _ id: String) {
        let revision = checker.record?.rollout?.revision ?? checker.record?.failed?.revision ?? 0
        let isOutdated = random.chance(10)
        requests.append(
            RolloutRequest(
                id: id, verb: verb, revision: isOutdated ? revision - 1 : revision, by: "maria", comment: "to see"))
        checker.openRequests.append(Checker.OpenRequest(request: requests[requests.count - 1], since: now))
    }

    /// What `/active_color` holds, when it is a color.
    var askedColor: Color? {
        guard case .asked(let intent) = IntentStore.reading(ensemble.znode(World.layout.activeColor)) else {
            return nil
        }
        return intent.color
    }
}
