import Coordination
import Foundation
import RolloutCore
import ZooKeeper

/// The reconcile loop of `Controller.Passes`, cut at each of its awaits.
extension World {
    mutating func wake(_ c: Int) {
        guard let leading = controllers[c].leading else { return }
        guard case .idle = leading.stage else {
            controllers[c].leading?.isWakeful = true
            return
        }
        guard now >= leading.backoffEnd else { return }
        beginPass(c)
    }

    private mutating func beginPass(_ c: Int) {
        controllers[c].leading?.isWakeful = false
        guard bug != .originalSystem else { return }
        guard controllers[c].leading?.isStale == true else { return askReaders(c, 0) }
        controllers[c].leading?.stage = .readingRecord
        ask(c, .read(World.layout.record, watch: false, synced: true), for: .pass)
    }

    /// The pass that is under way has got its answer.
    mutating func goOn(_ c: Int, _ answer: Answer) {
        guard let leading = controllers[c].leading else { return }
        switch leading.stage {
        case .idle: break
        case .readingRecord: takeRecord(answer, c)
        case .askingReaders(let replica): takeReaders(answer, replica, c)
        case .confirmingListings(let step, let next, _): takeConfirmation(answer, step, next, c)
        case .probing(let step, let isCurrent): takeProbe(answer, step, isCurrent, c)
        case .remembering(let commit, let step): takeCommit(answer, commit, step, c)
        case .outwaiting(let step): tell(c, step, 0)
        case .telling(let step, let replica): takeTold(answer, step, replica, c)
        case .readingBack(let step, let replica): takeReading(answer, step, replica, c)
        case .writingHistory(let step): afterCommit(step, c)
        }
    }

    private mutating func takeRecord(_ answer: Answer, _ c: Int) {
        guard case .znode(let znode) = answer else { return fail(c, "the record cannot be read") }
        var stored: Stored?
        if let znode, let data = znode.data {
            guard let record = try? JSONDecoder().decode(RolloutRecord.self, from: Data(data)) else {
                return fail(c, "the record cannot be understood")
            }
            stored = Stored(record: record, version: znode.stat.version)
        }
        if controllers[c].leading?.isInherited == true, let record = stored?.record {
            stored?.record = takeOver(record, c)
        }
        controllers[c].leading?.stored = stored
        controllers[c].leading?.isStale = false
        setEverything(c)
        askReaders(c, 0)
    }

    /// Who fetches must be known as of now, before anything is taken from them.
    private mutating func askReaders(_ c: Int, _ replica: Int) {
        guard controllers[c].leading?.stored?.record.looksAtReaders == true, replica < replicas.count else {
            return decide(c)
        }
        controllers[c].leading?.stage = .askingReaders(replica)
        call(c, .registry(replica, .readers), for: .pass)
    }

    private mutating func takeReaders(_ answer: Answer, _ replica: Int, _ c: Int) {
        switch answer {
        case .readerList(let list, let since):
            controllers[c].leading?.facts.registries[replica].readers = list
            let skew = controllers[c].clockSkew
            controllers[c].leading?.facts.registries[replica].readersSince = since.map { $0 + skew }
        case .failed(let why): controllers[c].leading?.facts.registries[replica].failure = why
        default: break
        }
        askReaders(c, replica + 1)
    }

    private mutating func decide(_ c: Int) {
        guard let seen = observation(c) else { return finish(c, isUnfinished: false) }
        let decision = decision(on: seen, c)
        if decision.reason != controllers[c].leading?.reason {
            controllers[c].leading?.reason = decision.reason
            trace.mix(decision.reason.sentence)
            say("c\(c): \(decision.reason.sentence)")
        }
        switch decision.action {
        case .hold:
            setAlarm(c, after: decision.wake.map { $0 - clock(c) } ?? nextLook(seen.record))
            finish(c, isUnfinished: false)
        case .commit(let commit): remember(c, commit, then: nil)
        case .change(let change, let commit):
            guard let slot = slot(of: change.instance) else { return fail(c, "no such instance") }
            let step = Step(
                change: change, slot: slot, commit: commit, isRepeated: seen.record?.pending == change)
            confirm(step, c)
        }
    }

    private func nextLook(_ record: RolloutRecord?) -> Duration? {
        record?.looksAtReaders == true ? .milliseconds(250) : nil
    }

    // MARK: - The end of a pass

    mutating func finish(_ c: Int, isUnfinished: Bool) {
        controllers[c].leading?.stage = .idle
        controllers[c].leading?.failures = 0
        controllers[c].leading?.lastSuccess = now
        guard let leading = controllers[c].leading else { return }
        if isUnfinished || leading.isWakeful { beginPass(c) }
    }

    mutating func fail(_ c: Int, _ why: String) {
        guard var leading = controllers[c].leading else { return }
        leading.stage = .idle
        leading.failures += 1
        leading.isStale = true
        let delay = min(Duration.milliseconds(50 * (1 << min(leading.failures, 6))), .seconds(2))
        leading.backoffEnd = now + delay
        controllers[c].leading = leading
        say("c\(c): a pass failed: \(why)")
        // The program's own patience: another one may get on where this one does not.
        guard now - leading.lastSuccess < .seconds(30) else {
            return endLeadership(c, "nothing could be done for 30 s", isResigning: true)
        }
        setAlarm(c, after: delay)
    }
}
