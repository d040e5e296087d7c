import Coordination
import RolloutCore
import ZooKeeper

/// One app with everything around it, as plain values: ZooKeeper, registry replicas, readers, instances, operators and
/// controllers, on a clock of its own. Whatever happens is an event; whatever is drawn comes from the seed.
struct World {
    static let start = Timestamp(milliseconds: 1_700_000_000_000)
    static let layout = ZNodeLayout(app: AppName(rawValue: "service-client"), isRoot: true)

    let settings: Settings
    let bug: PlantedBug?
    var now: Timestamp = World.start
    var queue = EventQueue<Event>()
    var trace = Trace()
    /// Nil unless somebody wants to read it.
    let story: Story?
    /// Delays, losses and everything else that is drawn while it runs.
    var random: SplitMix64

    var ensemble = SimulatedEnsemble(servers: 3)
    /// Of the registry replicas, the instances and the operators, which are none of our concern: they never end.
    var backstage: SessionID?
    var instances: [SimulatedInstance] = []
    var replicas: [SimulatedReplica] = []
    var readers: [SimulatedReader] = []
    var controllers: [SimulatedController] = []
    /// Everything that operators ever asked for, oldest first; those whose znodes are there have no answer yet.
    var requests: [RolloutRequest] = []
    var freezes: [String] = []
    var faults: [Fault] = [] { didSet { hitControllers = Array(repeating: nil, count: faults.count) } }
    /// By fault: the controller that it has hit.
    var hitControllers: [Int?] = []

    /// Strikes when the next step is told to a registry.
    var trap: Fault?

    var checker = Checker()
    var report: Report
    var nextCall = 1
    /// No faults after this; then it must end.
    var areFaultsOver = false
    var isDone = false

    init(seed: UInt64, settings: Settings, bug: PlantedBug?, random: SplitMix64, isTraced: Bool) {
        self.settings = settings
        self.bug = bug
        self.random = random
        story = isTraced ? Story() : nil
        report = Report(seed: seed)
    }

    // MARK: - Events

    mutating func run() {
        begin()
        while !isDone, let entry = queue.next() {
            now = entry.time
            report.events += 1
            handle(entry.event)
            deliverWatches()
            guard report.events < Settings.eventLimit else {
                violate(.ends, "more than \(Settings.eventLimit) events")
                break
            }
        }
        trace.mix(UInt64(report.events))
        report.traceHash = trace.hash
        report.trace = story?.lines ?? []
    }

    /// The time as the ensemble counts it.
    var moment: Duration { now - World.start }

    mutating func after(_ delay: Duration, _ event: Event) { queue.add(event, at: now + delay) }

    private mutating func handle(_ event: Event) {
        trace.mix(UInt64(bitPattern: now.nanoseconds))
        trace.mix(event.mark)
        switch event {
        case .controller(let index, let incarnation, let happening): deliver(happening, to: index, incarnation)
        case .arrives(let call): arrive(call)
        case .replicaCommits(let call, let incarnation): commitStatus(call, incarnation)
        case .expires(let session): expire(session)
        case .instance(let slot, let incarnation, let happening): happen(happening, to: slot, incarnation)
        case .readerFetches(let index): fetch(index)
        case .readerLetsGo(let index): letGo(index)
        case .feed(let replica, let incarnation, let slot): feed(replica, incarnation, slot)
        case .operation(let operation): perform(operation)
        case .faultBegins(let index): beginFault(index)
        case .faultEnds(let index): endFault(index)
        case .faultsStop: stopFaults()
        case .look: lookForEnd()
        }
    }

    func say(_ line: @autoclosure () -> String) { story?.add(line(), at: now) }

    mutating func violate(_ guarantee: Violation.Guarantee, _ sentence: String) {
        guard report.violations.count < 20 else { return }
        let violation = Violation(guarantee: guarantee, at: now - World.start, sentence: sentence)
        report.violations.append(violation)
        say("*** \(violation)")
    }

    /// A moment as the leases count it.
    func instant(_ moment: Timestamp) -> ContinuousClock.Instant { Self.anchor + (moment - World.start) }

    /// Only differences to it are ever looked at.
    private static let anchor = ContinuousClock.now
}
