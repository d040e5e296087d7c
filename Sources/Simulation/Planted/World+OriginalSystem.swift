import Coordination
import RolloutCore
import ZooKeeper

/// The algorithm of the original system: its first look at the color is taken for a change, the old color goes out
/// first, and whatever is not blue is green.
extension World {
    mutating func actAsOriginal(_ intent: ZNode?, _ c: Int) {
        guard let leading = controllers[c].leading else { return }
        let text = intent?.text
        let isFirst = !leading.facts.registries[0].isKnown
        guard isFirst || leading.facts.intent??.text != text else { return }
        controllers[c].leading?.facts.registries[0].isKnown = true
        controllers[c].leading?.facts.intent = .some(intent)
        let asked: Color = text == "blue" ? .blue : .green
        let target = isFirst ? asked.opposite : asked
        let source = target.opposite
        let out = instances.indices.filter { instances[$0].color == source }
        let up = instances.indices.filter { instances[$0].color == target }
        for (place, slot) in (out + up).enumerated() {
            let status: InstanceStatus = place < out.count ? .outOfService : .up
            let call = Call(
                id: nextCall, controller: c, incarnation: controllers[c].incarnation,
                request: .registry(0, .set(slot, status, epoch: leading.epoch)), sent: now)
            nextCall += 1
            after(.milliseconds(60 * (place + 1)), .arrives(call))
        }
    }
}
