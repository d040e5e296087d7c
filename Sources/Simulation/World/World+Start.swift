import Coordination
import RolloutCore
import ZooKeeper

extension World {
    /// Everything in place, with the active color serving, and everything that is to happen in the queue.
    mutating func begin() {
        for path in [ZNodeLayout.epoch, ZNodeLayout.registry] + World.layout.parents + [World.layout.record] {
            makeParents(of: path)
            guard path != World.layout.record else { continue }
            makeZNode(path)
        }
        var transaction = Transaction()
        transaction.create(World.layout.activeColor, Array(settings.active.rawValue.utf8))
        _ = writeBackstage(transaction)
        makeInstances()
        for _ in 0..<settings.replicas {
            replicas.append(SimulatedReplica(overrides: instances.map(\.override), seen: []))
        }
        for slot in instances.indices { enlist(slot) }
        for _ in 0..<settings.gateways { addReader(isGateway: true) }
        for _ in 0..<settings.springClients { addReader(isGateway: false) }
        checker.changedAt = Array(repeating: World.start, count: instances.count)
        checker.acknowledged = Array(repeating: nil, count: instances.count)
        for c in 0..<settings.controllers {
            controllers.append(SimulatedController(index: c, clockSkew: random.duration(-15_000, 15_000)))
            startController(c)
        }
        for index in faults.indices { after(faults[index].at, .faultBegins(index)) }
        after(Settings.faultTime, .faultsStop)
        noteServing()
    }

    private mutating func makeParents(of path: ZNodePath) {
        guard let parent = path.parent, parent != .root, ensemble.znode(parent) == nil else { return }
        makeParents(of: parent)
        makeZNode(parent)
    }

    private mutating func makeZNode(_ path: ZNodePath) {
        guard ensemble.znode(path) == nil else { return }
        var transaction = Transaction()
        transaction.create(path, nil)
        _ = writeBackstage(transaction)
    }

    private mutating func makeInstances() {
        for (color, count) in [(Color.blue, settings.blue), (.green, settings.green)] {
            for number in 0..<count {
                let name = "\(color)-\(number < 9 ? "0" : "")\(number + 1)"
                var instance = SimulatedInstance(id: InstanceID(rawValue: name), color: color, zone: number % 3)
                instance.isRunning = true
                instance.isReady = true
                instance.isRegistered = true
                instance.override = color == settings.active ? .up : nil
                instances.append(instance)
            }
        }
    }
}
