import Testing

@testable import Eureka

@Suite("What a peer is told")
struct PeerQueueTests {
    /// What happened to an instance since the peer was told of it last, how it is now, and what the peer hears.
    struct Case: Sendable, CustomTestStringConvertible {
        /// The order the peer holds; nil when it knows nothing of the instance.
        let known: EurekaStatus?
        let changes: [PeerChange]
        /// Status and order; nil when it is gone.
        let now: (EurekaStatus, EurekaStatus)?
        let said: [String]

        init(_ known: EurekaStatus?, _ changes: [PeerChange], _ now: (EurekaStatus, EurekaStatus)?, _ said: String...) {
            self.known = known
            self.changes = changes
            self.now = now
            self.said = said
        }

        var testDescription: String { "\(String(describing: known)) \(changes) \(String(describing: now))" }
    }

    static let cases: [Case] = [
        // A peer that knows the instance.
        Case(.unknown, [.renewed], (.up, .unknown), "Heartbeat a"),
        Case(.up, [.renewed], (.up, .up), "Heartbeat a"),
        Case(.up, [.renewed], (.down, .up), "Heartbeat a"),
        Case(.unknown, [.registered], (.up, .unknown), "Register a"),
        Case(.up, [.registered], (.up, .up), "StatusUpdate a UP", "Register a"),
        Case(.up, [.registered], (.down, .up), "Register a"),
        Case(.unknown, [.registered, .renewed], (.up, .unknown), "Register a"),
        Case(.unknown, [.ordered], (.up, .up), "StatusUpdate a UP"),
        Case(
            .up, [.renewed, .ordered, .ordered], (.outOfService, .outOfService), "StatusUpdate a OUT_OF_SERVICE"),
        Case(.up, [.ordered], (.down, .unknown), "DeleteStatusOverride a DOWN", "Register a"),
        // A genuine server would show it UP at once.
        Case(.outOfService, [.ordered], (.down, .up), "DeleteStatusOverride a DOWN", "Register a"),
        Case(.up, [.cancelled], nil, "Cancel a"),
        Case(.up, [.renewed, .cancelled], nil, "Cancel a"),
        // Came back at once: the order that the former one left with the peer goes, and it is never away.
        Case(.up, [.cancelled, .registered], (.up, .unknown), "DeleteStatusOverride a UP", "Register a"),
        Case(.unknown, [.cancelled, .registered, .ordered], (.up, .up), "StatusUpdate a UP", "Register a"),
        Case(.up, [.cancelled, .registered, .cancelled], nil, "Cancel a"),
        Case(.unknown, [.cancelled], (.up, .unknown)),
        // The other color's instance under the same id ended the order.
        Case(
            .up, [.registered], (.outOfService, .unknown), "DeleteStatusOverride a OUT_OF_SERVICE", "Register a"),
        // Its lease ran out here; it does so there.
        Case(.up, [.renewed], nil),
        Case(.up, [.registered, .ordered], nil),
        // A peer that was away, or has never heard of it.
        Case(nil, [.renewed], (.up, .unknown), "Register a"),
        Case(nil, [.renewed], (.up, .up), "StatusUpdate a UP", "Register a"),
        Case(nil, [.renewed], (.down, .up), "DeleteStatusOverride a DOWN", "Register a"),
        Case(nil, [.ordered], (.up, .unknown), "DeleteStatusOverride a UP", "Register a"),
        Case(nil, [.cancelled], nil, "Cancel a"),
    ]

    @Test("One latest state an instance, the order before the data", arguments: cases)
    func latestState(_ table: Case) throws {
        let desk = PeerDesk()
        if let order = table.known {
            desk.show("a", order == .unknown ? .up : order, order: order)
            desk.note(.registered, "a")
            desk.deliver()
        }
        for change in table.changes { desk.note(change, "a") }
        desk.shown = [:]
        if let (status, order) = table.now { desk.show("a", status, order: order) }
        let batch = try #require(desk.send())
        #expect(batch.text == table.said)
        _ = desk.settle(batch, batch.body.items.map { _ in 200 })
        #expect(desk.queue.count == 0 && desk.send(after: 100_000) == nil)
        desk.note(.renewed, "a")
        #expect(desk.send()?.text == (table.now == nil ? [] : ["Heartbeat a"]))
    }

    @Test("Each item carries what a genuine server wants, and no more")
    func items() throws {
        let desk = PeerDesk()
        desk.show("a", .up, order: .up)
        desk.note(.registered, "a")
        let first = try #require(desk.send())
        let register = first.body.items[1]
        #expect(register.instance == desk.shown[PeerDesk.key("a")] && register.lastDirtyTimestamp == 7)
        #expect(register.status == .up && register.overriddenStatus == nil)
        #expect(first.body.items[0].instance == nil && first.body.items[0].lastDirtyTimestamp == 7)
        _ = desk.settle(first, [200, 200])
        desk.note(.renewed, "a")
        let beat = try #require(desk.send()?.body.items.first)
        #expect(beat.overriddenStatus == .up && beat.status == .up && beat.lastDirtyTimestamp == 7)
        let other = PeerDesk()
        other.note(.cancelled, "a")
        let cancel = try #require(other.send()?.body.items.first)
        #expect(cancel == ReplicationItem(.cancel, of: PeerDesk.key("a")))
    }

    /// What the peer answers to a heartbeat of an instance with that order, and what it is told next.
    struct Answer: Sendable {
        let status: Int
        let order: EurekaStatus
        let next: [String]?
    }

    @Test(
        "A heartbeat that the peer cannot place is followed by the instance",
        arguments: [
            Answer(status: 200, order: .unknown, next: nil), Answer(status: 404, order: .unknown, next: ["Register a"]),
            Answer(status: 404, order: .up, next: ["StatusUpdate a UP", "Register a"]),
            Answer(status: 500, order: .up, next: nil), Answer(status: 503, order: .up, next: ["Heartbeat a"]),
        ])
    func heartbeatAnswers(_ answer: Answer) throws {
        let desk = PeerDesk()
        desk.show("a", order: answer.order)
        desk.note(.registered, "a")
        desk.deliver()
        desk.note(.renewed, "a")
        let beat = try #require(desk.send())
        #expect(desk.settle(beat, [answer.status]) == [])
        #expect(desk.send(after: 1000)?.text == answer.next)
    }

    @Test("The newer instance in an answer is taken; the order here is said again; a false one is ignored")
    func conflict() throws {
        let desk = PeerDesk()
        desk.show("a", .up, order: .up)
        desk.note(.registered, "a")
        desk.deliver()
        func answer(id: String = "a", dirty: Int64) throws -> [InstanceInfo] {
            desk.note(.renewed, "a")
            let beat = try #require(desk.send())
            #expect(beat.text == ["Heartbeat a"])
            var info = InstanceInfo(app: "svc", id: id, hostName: "h", ipAddress: "1.1.1.1", port: 80)
            info.lastDirtyTimestamp = dirty
            return desk.settle(beat, [409], info)
        }
        #expect(try answer(dirty: 7) == [])
        #expect(try answer(id: "b", dirty: 8) == [])
        #expect(try answer(dirty: 8).map(\.lastDirtyTimestamp) == [8])
        #expect(desk.send()?.text == ["StatusUpdate a UP"])
    }

    @Test("An order the peer has no instance for is said again after the instance; three times in vain is enough")
    func orderAnswers() throws {
        let desk = PeerDesk()
        desk.show("a")
        desk.note(.registered, "a")
        desk.deliver()
        desk.show("a", .outOfService, order: .outOfService)
        desk.note(.ordered, "a")
        let order = "StatusUpdate a OUT_OF_SERVICE"
        var batch = try #require(desk.send())
        #expect(batch.text == [order])
        _ = desk.settle(batch, [404])
        batch = try #require(desk.send())
        #expect(batch.text == [order, "Register a"])
        var other = PeerDesk(queue: desk.queue, now: desk.now)
        other.shown = desk.shown
        _ = desk.settle(batch, [404, 200])
        #expect(desk.send()?.text == [order])
        let dropped = other.queue.dropped
        for _ in 0..<2 {
            _ = other.settle(batch, [404, 500])
            guard let next = other.send() else { break }
            batch = next
        }
        #expect(other.queue.dropped > dropped && other.send() == nil)
        other = PeerDesk()
        other.show("a")
        other.note(.ordered, "a")
        batch = try #require(other.send())
        #expect(batch.text == ["DeleteStatusOverride a UP", "Register a"])
        _ = other.settle(batch, [404, 200])
        #expect(other.send() == nil)
    }

    @Test("An order that the peer refuses, as one that takes them from leaders only, is not said again and again")
    func refusedOrder() throws {
        let desk = PeerDesk()
        desk.show("a", .outOfService, order: .outOfService)
        desk.note(.registered, "a")
        let batch = try #require(desk.send())
        _ = desk.settle(batch, [403, 200])
        #expect(desk.send() == nil && desk.queue.dropped == 1)
        desk.note(.renewed, "a")
        #expect(desk.send()?.text == ["Heartbeat a"])
    }

    /// What became of the call, and the pauses until the next ones.
    struct Pauses: Sendable {
        let outcome: PeerQueue.Outcome
        let pauses: [Int64]
    }

    @Test(
        "A peer that does not answer is tried again, with the pause its silence asks for",
        arguments: [
            Pauses(outcome: .busy, pauses: [1000, 1000, 1000, 1000]),
            Pauses(outcome: .unreachable, pauses: [100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]),
            Pauses(outcome: .refused, pauses: [100, 200]),
        ])
    func retries(_ table: Pauses) throws {
        let desk = PeerDesk()
        desk.show("a", .up, order: .up)
        desk.note(.ordered, "a")
        desk.note(.renewed, "b")
        var batch = try #require(desk.send())
        for pause in table.pauses {
            _ = desk.queue.settle(batch, table.outcome, now: desk.now)
            #expect(desk.send(after: pause - 1) == nil)
            batch = try #require(desk.send(after: 1))
            #expect(batch.text == ["StatusUpdate a UP", "Register a"])
        }
        _ = desk.queue.settle(batch, table.outcome, now: desk.now)
        if case .refused = table.outcome { #expect(desk.send(after: 100_000) == nil && desk.queue.dropped == 2) }
    }

    @Test("Changes while a call is under way wait for it, and are said as they are then")
    func underWay() throws {
        let desk = PeerDesk()
        desk.show("a")
        desk.note(.registered, "a")
        let batch = try #require(desk.send())
        desk.shown = [:]
        desk.note(.cancelled, "a")
        #expect(desk.send() == nil)
        _ = desk.queue.settle(batch, .busy, now: desk.now)
        #expect(desk.send(after: 1000)?.text == ["Cancel a"])
    }

    @Test("A color is enabled before the other one is disabled, in a call and over several")
    func orderOfColors() throws {
        let desk = PeerDesk()
        for number in 0..<300 {
            desk.show("b\(number)")
            desk.note(.registered, "b\(number)")
        }
        desk.show("g", .outOfService)
        desk.note(.registered, "g")
        desk.deliver()
        for number in 0..<300 { desk.note(.renewed, "b\(number)") }
        desk.show("g", .up, order: .up)
        desk.note(.ordered, "g")
        desk.show("b0", .outOfService, order: .outOfService)
        desk.note(.ordered, "b0")
        var said: [String] = []
        while let batch = desk.send() {
            said += batch.text
            _ = desk.settle(batch, batch.body.items.map { _ in 200 })
        }
        let orders = said.filter { $0.hasPrefix("StatusUpdate") }
        #expect(orders == ["StatusUpdate g UP", "StatusUpdate b0 OUT_OF_SERVICE"])
        desk.note(.renewed, "b0")
        desk.show("g", .outOfService, order: .outOfService)
        desk.note(.ordered, "g")
        desk.show("b0", .up, order: .up)
        desk.note(.ordered, "b0")
        #expect(desk.send()?.text == ["StatusUpdate b0 UP", "StatusUpdate g OUT_OF_SERVICE"])
    }

    @Test("A call has at most 250 items, and goes at once when there are as many")
    func batches() throws {
        let desk = PeerDesk()
        for number in 0..<300 {
            desk.show("i\(number)")
            desk.note(.registered, "i\(number)")
        }
        desk.deliver()
        for number in 0..<300 { desk.note(.renewed, "i\(number)") }
        let first = try #require(desk.send(after: 0))
        #expect(first.body.items.count == 250)
        #expect(desk.send() == nil)
        _ = desk.settle(first, first.body.items.map { _ in 200 })
        #expect(desk.send(after: 0)?.body.items.count == 50)
        for number in 0..<300 {
            desk.show("i\(number)", .up, order: .up)
            desk.note(.ordered, "i\(number)")
        }
        desk.queue = PeerQueue()
        for number in 0..<300 { desk.note(.registered, "i\(number)") }
        #expect(desk.send()?.body.items.count == 250)
    }

    @Test("Heartbeats may wait half a second for company, everything else goes within a twentieth of it")
    func patience() {
        let desk = PeerDesk()
        desk.show("a")
        desk.note(.renewed, "a")
        #expect(desk.send(after: 499) == nil)
        #expect(desk.send(after: 1) != nil)
        for change in PeerChange.allCases where change != .renewed {
            let desk = PeerDesk()
            desk.show("a")
            desk.note(.renewed, "a")
            desk.note(change, "a")
            #expect(desk.send(after: 49) == nil)
            #expect(desk.send(after: 1) != nil)
        }
    }

    @Test(
        "What is too old is not told, and its next heartbeat tells everything; an order is told after an hour's absence"
    )
    func expiry() {
        for (change, lifetime) in [
            (PeerChange.renewed, 30_000), (.registered, 30_000), (.cancelled, 90_000), (.ordered, 3_600_000),
        ]
            as [(PeerChange, Int64)]
        {
            let desk = PeerDesk()
            desk.show("a")
            desk.note(.registered, "a")
            desk.deliver()
            if change == .cancelled { desk.shown = [:] }
            desk.note(change, "a")
            let late = PeerDesk(queue: desk.queue, now: desk.now)
            #expect(desk.send(after: lifetime - 1) != nil)
            #expect(late.send(after: lifetime) == nil && late.queue.dropped == 1 && late.queue.count == 0)
            late.show("a")
            late.note(.renewed, "a")
            #expect(late.send()?.text == ["Register a"])
        }
    }

    @Test("The queue has an end, with room kept for orders and cancels; whoever did not fit is told of later")
    func room() {
        let desk = PeerDesk()
        for number in 0..<PeerQueue.maximumEntries { desk.note(.renewed, "i\(number)") }
        #expect(desk.queue.count == PeerQueue.maximumClaims)
        #expect(desk.queue.dropped == PeerQueue.maximumEntries - PeerQueue.maximumClaims)
        for number in 0..<PeerQueue.maximumEntries { desk.note(.ordered, "o\(number)") }
        #expect(desk.queue.count == PeerQueue.maximumEntries)
        desk.note(.registered, "i0")
        #expect(desk.queue.count == PeerQueue.maximumEntries)
    }

    @Test("At the end nothing waits")
    func hurry() throws {
        let desk = PeerDesk()
        desk.show("a")
        desk.note(.registered, "a")
        let batch = try #require(desk.send())
        _ = desk.queue.settle(batch, .unreachable, now: desk.now)
        #expect(desk.send(after: 0) == nil)
        desk.queue.hurry()
        #expect(desk.send(after: 0)?.text == ["Register a"])
    }
}
