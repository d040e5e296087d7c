import Coordination
import Eureka
import Testing
import ZooKeeper

@testable import Registry

@Suite("What is written to the store, and what its answers make of memory")
struct LedgerTests {
    /// Memory and ledger with a clock to hand.
    private struct Desk {
        var registry = LeaseRegistry()
        var ledger = Ledger()
        var now: EpochMilliseconds = 1_000_000
        let key = InstanceKey(app: "SVC", id: "a")

        func claim(
            _ status: EurekaStatus = .up, at dirty: Int64, host: String = "h", color: String? = nil
        ) -> InstanceInfo {
            var info = InstanceInfo(app: "SVC", id: "a", hostName: host, ipAddress: "1.1.1.1", port: 80, status: status)
            info.lastDirtyTimestamp = dirty
            if let color { info.metadata["color"] = color }
            return info
        }

        /// A managed instance comes with its order, as from a registry that is copied.
        mutating func copy(_ order: EurekaStatus) {
            var info = claim(at: 1, color: "blue")
            info.overriddenStatus = order
            let change = registry.replicatedRegistration(of: info, takesOrder: true, now: now)
            let isApplied = registry.apply(change, now: now, home: .here)
            #expect(isApplied)
            ledger.note(key, .claim)
        }

        mutating func register(_ claim: InstanceInfo, waiter: UInt64? = nil) {
            let isApplied = registry.apply(registry.registration(of: claim, now: now), now: now, home: .here)
            #expect(isApplied)
            ledger.note(key, .claim, waiter: waiter)
        }

        mutating func order(_ id: UInt64, _ status: EurekaStatus, epoch: Int64? = nil) {
            let isTaken = ledger.take(
                Ledger.Order(
                    id: id, key: key, request: .set(status, lastDirtyTimestamp: nil), epoch: epoch))
            #expect(isTaken)
        }

        mutating func plan() -> WritePlan? { ledger.plan(from: registry, by: "me", now: now).plan }

        mutating func batch() throws -> WritePlan {
            let plan = plan()
            return try #require(plan)
        }

        mutating func complete(_ plan: WritePlan, _ outcome: RegistryStore.Outcome) -> [String] {
            ledger.complete(plan, outcome, in: &registry, now: now).map { "\($0.id) \($0.result)" }.sorted()
        }

        mutating func write(_ revision: Int64, version: Int32 = 0) -> [String] {
            guard let plan = plan() else { return ["nothing to write"] }
            let versions = plan.batch.writes.map { $0.change == .remove ? nil : ZNodeVersion(rawValue: version) }
            return complete(plan, .done(versions: versions, number: revision, revision: revision))
        }

        func found(_ record: InstanceRecord, revision: Int64 = 9, version: Int32 = 7) -> Finding {
            Finding(
                key, .record(record), kept: Ledger.Kept(version: ZNodeVersion(rawValue: version), revision: revision),
                home: .replica("other"))
        }

        /// What another registry makes of a claim, with an order if there is one.
        func record(_ claim: InstanceInfo, _ order: EurekaStatus? = nil) throws -> InstanceRecord {
            var claim = claim
            claim.overriddenStatus = order ?? .unknown
            var other = LeaseRegistry()
            _ = other.apply(other.replicatedRegistration(of: claim, takesOrder: true, now: now), now: now)
            return try #require(other.record(of: key))
        }

        mutating func absorb(_ finding: Finding) -> [String] {
            ledger.absorb(finding, into: &registry, now: now).map { "\($0.id) \($0.result)" }
        }

        var shown: String {
            registry.instance(key).map { "\($0.status.rawValue)/\($0.overriddenStatus.rawValue)" } ?? "none"
        }
    }

    @Test("A claim is created, then replaced in its version, then deleted in it")
    func versions() {
        var desk = Desk()
        desk.register(desk.claim(at: 1), waiter: 1)
        #expect(desk.plan()?.batch.writes.map(\.version) == [nil])
        #expect(desk.write(5) == ["1 done"] && !desk.ledger.hasWork)
        desk.register(desk.claim(at: 2))
        #expect(desk.plan()?.batch.writes.map(\.version) == [ZNodeVersion(rawValue: 0)])
        #expect(desk.write(6, version: 1) == [])
        let change = desk.registry.cancellation(of: desk.key)
        if let change { _ = desk.registry.apply(change, now: desk.now) }
        desk.ledger.note(desk.key, .removal(claimed: 2, isEviction: true), waiter: 2)
        let plan = desk.plan()
        #expect(plan?.batch.writes.map(\.version) == [ZNodeVersion(rawValue: 1)])
        #expect(plan?.batch.entry.evictedPlaces.count == 1)
        #expect(desk.write(7) == ["2 done"] && !desk.ledger.hasWork && desk.ledger.kept.isEmpty)
    }

    @Test("What came and went before it was ever written is not written")
    func shortLived() {
        var desk = Desk()
        desk.register(desk.claim(at: 1))
        if let change = desk.registry.cancellation(of: desk.key) { _ = desk.registry.apply(change, now: desk.now) }
        desk.ledger.note(desk.key, .removal(claimed: 1, isEviction: false), waiter: 1)
        let (plan, answers) = desk.ledger.plan(from: desk.registry, by: "me", now: desk.now)
        #expect(plan == nil && answers.map(\.id) == [1] && !desk.ledger.hasWork)
    }

    @Test("An order is true once it is written, on top of what the client said meanwhile")
    func orders() {
        var desk = Desk()
        desk.register(desk.claim(.outOfService, at: 1))
        #expect(desk.write(5) == [])
        desk.order(1, .up, epoch: 3)
        guard let plan = desk.plan() else {
            Issue.record("nothing to write")
            return
        }
        #expect(plan.batch.epochs == [3] && desk.shown == "OUT_OF_SERVICE/UNKNOWN")
        desk.register(desk.claim(.outOfService, at: 2, host: "moved"))
        let outcome = RegistryStore.Outcome.done(versions: [ZNodeVersion(rawValue: 1)], number: 6, revision: 6)
        #expect(desk.complete(plan, outcome) == ["1 done"])
        #expect(desk.shown == "UP/UP" && desk.registry.instance(desk.key)?.hostName == "moved")
        // The store has the order, but not where the instance moved to.
        #expect(desk.plan()?.batch.writes.count == 1)
    }

    @Test("An epoch that is over is refused alone; a conflict is read before it is tried again")
    func refusals() throws {
        var desk = Desk()
        desk.register(desk.claim(at: 1))
        #expect(desk.write(5) == [])
        desk.order(1, .down, epoch: 1)
        guard let plan = desk.plan() else { return }
        #expect(desk.complete(plan, .stale(epoch: 1)) == ["1 stale"] && desk.shown == "UP/UNKNOWN")
        desk.order(2, .outOfService, epoch: 2)
        guard let second = desk.plan() else { return }
        #expect(desk.complete(second, .conflict(index: 0)) == [])
        #expect(desk.plan() == nil && desk.ledger.doubtful == [desk.key])
        // Another replica had set it DOWN meanwhile.
        let other = desk.found(try desk.record(desk.claim(at: 1), .down))
        #expect(desk.absorb(other) == [] && desk.shown == "DOWN/DOWN")
        #expect(desk.plan()?.batch.writes.map(\.version) == [ZNodeVersion(rawValue: 7)])
    }

    @Test("After a write without an answer orders are refused, claims kept, and the store is read first")
    func unknown() throws {
        var desk = Desk()
        desk.register(desk.claim(at: 1), waiter: 1)
        let plan = desk.plan()
        let answers = desk.ledger.fail(plan, mayBeWritten: true).map { "\($0.id) \($0.result)" }
        #expect(answers == ["1 done"] && desk.plan() == nil && desk.ledger.doubtful == [desk.key])
        // It had been written.
        #expect(desk.absorb(desk.found(try #require(desk.registry.record(of: desk.key)))) == [])
        #expect(!desk.ledger.hasWork)
    }

    @Test("Of two claims the later one counts; what another replica evicted but this one hears is put back")
    func merging() throws {
        var desk = Desk()
        desk.register(desk.claim(at: 5))
        _ = desk.absorb(desk.found(try desk.record(desk.claim(at: 4, host: "old"))))
        #expect(desk.registry.instance(desk.key)?.hostName == "h" && desk.ledger.hasWork)
        #expect(desk.write(10, version: 8) == [])
        _ = desk.absorb(desk.found(try desk.record(desk.claim(at: 6, host: "new")), revision: 11))
        #expect(desk.registry.instance(desk.key)?.hostName == "new" && !desk.ledger.hasWork)
        #expect(desk.registry.heartbeat(desk.key, lastDirtyTimestamp: 6, now: desk.now) == .renewed)
        _ = desk.absorb(Finding(desk.key, gone: .evicted))
        #expect(desk.shown == "UP/UNKNOWN" && desk.ledger.hasWork)
        #expect(desk.write(12) == [])
        _ = desk.absorb(Finding(desk.key, gone: .cancelled))
        #expect(desk.shown == "none")
    }

    @Test("A write without an answer that did not happen takes no order away")
    func notWritten() {
        var desk = Desk()
        desk.copy(.up)
        #expect(desk.shown == "UP/UP")
        _ = desk.ledger.fail(desk.plan(), mayBeWritten: true)
        _ = desk.absorb(Finding(desk.key))
        #expect(desk.shown == "UP/UP" && desk.plan()?.batch.writes.map(\.version) == [nil])
    }

    @Test("What is put back after another replica evicted it keeps its order, also when the write has no answer")
    func putBack() {
        var desk = Desk()
        desk.copy(.up)
        #expect(desk.write(5) == [])
        _ = desk.absorb(Finding(desk.key, gone: .evicted))
        _ = desk.ledger.fail(desk.plan(), mayBeWritten: true)
        _ = desk.absorb(Finding(desk.key))
        #expect(desk.shown == "UP/UP" && desk.plan()?.batch.writes.map(\.version) == [nil])
    }

    @Test("What is gone for a reason not known yet keeps its order; only a cancel takes it away")
    func absences() {
        var desk = Desk()
        desk.copy(.up)
        #expect(desk.write(5) == [])
        desk.register(desk.claim(.outOfService, at: 2, color: "blue"))
        _ = desk.absorb(Finding(desk.key))
        #expect(desk.shown == "UP/UP" && desk.write(6) == [])
        desk.register(desk.claim(.outOfService, at: 3, color: "blue"))
        _ = desk.absorb(Finding(desk.key, gone: .cancelled))
        #expect(desk.shown == "OUT_OF_SERVICE/UNKNOWN" && desk.plan()?.batch.writes.map(\.version) == [nil])
    }

    @Test("A cancel while an order is written goes to the store, although somebody else was there first")
    func cancelDuringOrder() throws {
        var desk = Desk()
        desk.register(desk.claim(at: 1))
        #expect(desk.write(5) == [])
        desk.order(1, .outOfService)
        guard let plan = desk.plan() else { return }
        if let change = desk.registry.cancellation(of: desk.key) { _ = desk.registry.apply(change, now: desk.now) }
        desk.ledger.note(desk.key, .removal(claimed: 1, isEviction: false), waiter: 2)
        let outcome = RegistryStore.Outcome.done(versions: [ZNodeVersion(rawValue: 1)], number: 6, revision: 6)
        #expect(desk.complete(plan, outcome) == ["1 done"])
        guard let removal = desk.plan() else { return }
        #expect(desk.complete(removal, .conflict(index: 0)) == [])
        #expect(desk.absorb(desk.found(try desk.record(desk.claim(at: 1)))) == [] && desk.shown == "none")
        #expect(desk.plan()?.batch.writes.map(\.version) == [ZNodeVersion(rawValue: 7)])
        #expect(desk.write(8) == ["2 done"])
    }

    @Test("An order that seems to change nothing counts only if memory is what the store has")
    func staleMemory() throws {
        var desk = Desk()
        desk.copy(.up)
        #expect(desk.write(5, version: 3) == [])
        desk.order(1, .up, epoch: 4)
        let plan = try desk.batch()
        #expect(plan.batch.epochs == [4] && plan.batch.entry.places.isEmpty)
        #expect(plan.batch.writes.map(\.change) == [.keep])
        #expect(plan.batch.writes.map(\.version) == [ZNodeVersion(rawValue: 3)])
        #expect(desk.complete(plan, .conflict(index: 0)) == [])
        _ = desk.absorb(desk.found(try desk.record(desk.claim(at: 1, color: "blue"), .outOfService)))
        #expect(desk.shown == "OUT_OF_SERVICE/OUT_OF_SERVICE")
        #expect(desk.write(10, version: 8) == ["1 done"] && desk.shown == "UP/UP")
        desk.order(2, .up, epoch: 4)
        let last = try desk.batch()
        #expect(desk.complete(last, .confirmed) == ["2 done"] && !desk.ledger.hasWork)
    }

    @Test("What cannot be read is not touched, and nobody waits for it; readable again, it is written")
    func unreadable() throws {
        var desk = Desk()
        desk.register(desk.claim(at: 1))
        #expect(desk.write(5) == [])
        desk.order(1, .down)
        let first = try desk.batch()
        #expect(desk.complete(first, .conflict(index: 0)) == [])
        let kept = Ledger.Kept(version: ZNodeVersion(rawValue: 7), revision: 9)
        #expect(desk.absorb(Finding(desk.key, .unreadable(isLater: true), kept: kept)) == [])
        desk.register(desk.claim(at: 2), waiter: 2)
        let (plan, answers) = desk.ledger.plan(from: desk.registry, by: "me", now: desk.now)
        #expect(plan == nil && answers.map { "\($0.id) \($0.result)" } == ["1 unavailable", "2 done"])
        #expect(desk.shown == "UP/UNKNOWN" && !desk.ledger.hasWork && desk.ledger.unwritten.count == 1)
        _ = desk.absorb(desk.found(try desk.record(desk.claim(at: 1)), revision: 10, version: 8))
        #expect(desk.plan()?.batch.writes.map(\.version) == [ZNodeVersion(rawValue: 8)])
    }

    @Test("What the store does not take is set aside until it is tried again, and holds up nothing else")
    func setAside() throws {
        var desk = Desk()
        desk.register(desk.claim(at: 1), waiter: 1)
        let other = InstanceKey(app: "SVC", id: "b")
        var claim = desk.claim(at: 1)
        claim.instanceID = "b"
        _ = desk.registry.apply(desk.registry.registration(of: claim, now: desk.now), now: desk.now)
        desk.ledger.note(other, .claim, waiter: 2)
        let plan = try desk.batch()
        let index = try #require(plan.items.firstIndex { $0.key == desk.key })
        #expect(plan.items.count == 2)
        #expect(desk.complete(plan, .refused(index: index, reason: "no")) == ["1 done"])
        desk.order(3, .down)
        #expect(desk.write(5) == ["2 done"] && desk.plan() == nil && desk.ledger.hasWork)
        desk.ledger.retry()
        #expect(desk.plan()?.items.map(\.key) == [desk.key])
    }

    @Test("Records that do not fit into one transaction are written in several")
    func largeRecords() throws {
        var desk = Desk()
        for id in ["a", "b", "c"] {
            var claim = desk.claim(at: 1)
            claim.instanceID = id
            claim.homePageURL = String(repeating: "x", count: 250_000)
            _ = desk.registry.apply(desk.registry.registration(of: claim, now: desk.now), now: desk.now)
            desk.ledger.note(InstanceKey(app: "SVC", id: id), .claim)
        }
        for _ in 0..<3 {
            let plan = try desk.batch()
            #expect(plan.items.count == 1)
            let versions = [Optional(ZNodeVersion(rawValue: 0))]
            #expect(desk.complete(plan, .done(versions: versions, number: 1, revision: 1)) == [])
        }
        #expect(!desk.ledger.hasWork)
    }

    @Test("Whoever has waited too long is answered: orders are refused, a client's word stays to be written")
    func overdue() {
        var desk = Desk()
        desk.register(desk.claim(at: 1), waiter: 1)
        desk.order(2, .down)
        desk.order(3, .down)
        let expired = desk.ledger.expire([1, 2, 9])
        let answers = expired.map { "\($0.id) \($0.result)" }
        #expect(answers == ["2 unavailable", "1 done"] && desk.ledger.orders.map(\.id) == [3])
        let others = desk.ledger.expire([1, 2])
        #expect(desk.ledger.unwritten.count == 1 && others.isEmpty)
    }
}

@Suite("How far a replica has followed the feed")
struct FeedProgressTests {
    @Test("The revision is that of the last entry before which none is missing")
    func gaps() {
        var progress = FeedProgress(number: 4, revision: 40)
        progress.took(6, revision: 60)
        #expect(progress.revision == 40 && progress.need(of: [3, 4, 5, 6]) == .entries([5]))
        progress.took(5, revision: 50)
        #expect(progress.number == 6 && progress.revision == 60 && progress.need(of: [5, 6]) == .nothing)
        progress.took(5, revision: 50)
        #expect(progress.revision == 60)
        #expect(progress.need(of: [8, 9]) == .everything && progress.need(of: [7, 8]) == .entries([7, 8]))
        #expect(progress.need(of: []) == .nothing)
    }
}

@Suite("Compressed bodies")
struct GzipTests {
    @Test("What was packed unpacks to the same, up to the limit and no further")
    func limits() throws {
        let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 300_000)
        let packed = try #require(Gzip.compressed(bytes))
        #expect(packed.count < 2_000)
        #expect(Gzip.decompressed(packed, upTo: 300_000) == bytes)
        #expect(Gzip.decompressed(packed, upTo: 299_999) == nil)
        #expect(Gzip.decompressed(Array(packed.dropLast(4)), upTo: 300_000) == nil)
        #expect(Gzip.decompressed(bytes, upTo: 300_000) == nil && Gzip.decompressed([], upTo: 10) == nil)
        #expect(Gzip.compressed([]).flatMap { Gzip.decompressed($0, upTo: 10) } == [])
    }
}
