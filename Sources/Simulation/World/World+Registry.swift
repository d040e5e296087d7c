import Coordination
import RolloutCore
import ZooKeeper

extension World {
    mutating func bumpRevisions() {
        for index in replicas.indices { replicas[index].revision += 1 }
    }

    mutating func arrive(_ call: Call, _ request: RegistryRequest, at replica: Int) {
        guard replicas[replica].isUp else { return answer(call, .failed("connection refused")) }
        let slowness = replicas[replica].slowness
        switch request {
        case .listing:
            let entries = instances.indices.map { entry($0, at: replica) }
            answer(call, .listing(entries, revision: revision(of: replica)), after: slowness)
        case .reading(let slot):
            answer(call, .entry(entry(slot, at: replica), revision: revision(of: replica)), after: slowness)
        case .readers:
            let isListing = !settings.isGenuine
            answer(
                call, .readerList(isListing ? list(at: replica) : nil, since: replicas[replica].since), after: slowness)
        case .set:
            after(
                slowness + random.duration(1, 8),
                .replicaCommits(call, incarnation: replicas[replica].incarnation))
        }
    }

    private func entry(_ slot: Int, at replica: Int) -> Answer.Entry? {
        status(slot, at: replica).map { Answer.Entry(status: $0, override: replicas[replica].overrides[slot]) }
    }

    private func revision(of replica: Int) -> Int64? { settings.isGenuine ? nil : replicas[replica].revision }

    private func list(at replica: Int) -> [Reader] {
        readers.indices.compactMap { index in
            let reader = readers[index]
            guard let sighting = replicas[replica].seen[index], now - sighting.at < reader.patience else { return nil }
            return Reader(
                address: reader.address, userAgent: reader.isGateway ? "bluegreen" : "Java",
                revision: sighting.revision, isGateway: reader.isGateway)
        }
    }

    // MARK: - A change of status

    mutating func commitStatus(_ call: Call, _ incarnation: Int) {
        guard case .registry(let replica, .set(let slot, let status, let epoch)) = call.request else { return }
        guard replicas[replica].isUp, replicas[replica].incarnation == incarnation else { return }
        guard instances[slot].isRegistered else { return answer(call, .unknownInstance) }
        guard !settings.isGenuine else { return accept(call, slot, status, at: replica, epoch) }
        var transaction = Transaction()
        if bug != .noEpochCheck, bug != .originalSystem {
            transaction.check(
                ZNodeLayout.epoch, version: ZNodeVersion(rawValue: Int32(truncatingIfNeeded: epoch)))
            transaction.check(ZNodeLayout.leader)
        }
        transaction.set(Self.registryPath, [UInt8(slot)])
        switch writeBackstage(transaction) {
        case .success: accept(call, slot, status, at: replica, epoch)
        case .failure: answer(call, .staleEpoch)
        case nil:
            // Nothing is changed that ZooKeeper cannot keep.
            guard bug == .flipsWithoutZooKeeper else { return answer(call, .failed("ZooKeeper cannot be reached")) }
            accept(call, slot, status, at: replica, epoch)
        }
    }

    static let registryPath = ZNodeLayout.registry

    private mutating func accept(_ call: Call, _ slot: Int, _ status: InstanceStatus, at replica: Int, _ epoch: Int64) {
        let change = AcceptedChange(
            slot: slot, status: status, epoch: epoch, controller: call.controller, replica: replica,
            before: self.status(slot))
        noteServing()
        let serving = seemingToServe()
        instances[slot].override = status
        show(slot, at: replica)
        for other in replicas.indices where other != replica {
            if settings.isGenuine { continue }
            let lag = replicas[other].feedLag + random.duration(2, 60)
            after(lag, .feed(replica: other, incarnation: replicas[other].incarnation, slot: slot))
        }
        trace.mix(UInt64(slot) << 8 | (status == .up ? 1 : 0))
        say("registry-\(replica + 1) accepts \(instances[slot].id) \(status) of c\(call.controller), epoch \(epoch)")
        checkChange(change, serving)
        answer(call, .told, after: replicas[replica].slowness)
    }

    /// A replica shows what is durable.
    private mutating func show(_ slot: Int, at replica: Int) {
        guard replicas[replica].overrides[slot] != instances[slot].override else { return }
        replicas[replica].overrides[slot] = instances[slot].override
        replicas[replica].revision += 1
        noteServing()
    }

    mutating func feed(_ replica: Int, _ incarnation: Int, _ slot: Int) {
        guard replicas[replica].isUp, replicas[replica].incarnation == incarnation else { return }
        if replicas[replica].feedLag > .seconds(1) {
            return after(.seconds(1), .feed(replica: replica, incarnation: incarnation, slot: slot))
        }
        show(slot, at: replica)
    }

    // MARK: - Its end and its return

    mutating func stopReplica(_ replica: Int) {
        replicas[replica].isUp = false
        replicas[replica].incarnation += 1
        say("registry-\(replica + 1) stops")
    }

    /// Serves at once all that is durable. Who fetched before is forgotten.
    mutating func startReplica(_ replica: Int) {
        guard !replicas[replica].isUp else { return }
        replicas[replica].isUp = true
        replicas[replica].since = now
        replicas[replica].seen = Array(repeating: nil, count: readers.count)
        replicas[replica].revision += 1
        for slot in instances.indices {
            if bug == .overridesForgotten { instances[slot].override = nil }
            replicas[replica].overrides[slot] = instances[slot].override
        }
        say("registry-\(replica + 1) starts")
        checkOverrides()
        noteServing()
    }
}
