/// A guarantee that did not hold, as seen from outside.
public struct Violation: Hashable, Sendable, CustomStringConvertible {
    /// Which guarantee, as `Documentation` numbers them; the further ones follow from those.
    public enum Guarantee: String, Hashable, Sendable, CaseIterable {
        /// A decision left readers without an instance that serves.
        case neverDark = "G1 never dark"
        /// More instances than allowed were between two verified states.
        case oneAtATime = "G2 one at a time"
        /// A leader that had been replaced changed something.
        case oneHand = "G3 one hand"
        /// Something was changed although the world was as asked.
        case levelNotEdge = "G4 level, not edge"
        /// Nonsense moved traffic, or was not written back.
        case refuseNonsense = "G5 refuse nonsense"
        /// Going back was held up by something else than the color gone back to.
        case wayBack = "G6 the way back is free"
        /// What was acknowledged is lost, or was done before it was remembered.
        case nothingForgotten = "G7 nothing forgotten"
        /// Something was changed while ZooKeeper could not agree to it.
        case failStatic = "G8 fail static"
        /// It did not end, or ended on time that no leader was looking.
        case ends = "G9 it ends"
        /// Fewer served than the rollout's floor.
        case floor = "floor"
        /// An instance was changed that is not clearly of one color, or not of the color to be changed.
        case scope = "scope"
        /// An intent was overwritten or passed over.
        case lastIntent = "last intent wins"
        /// A pause or an abort was not kept.
        case hold = "hold"
    }

    /// What was broken.
    public let guarantee: Guarantee
    /// Since the start of the run.
    public let at: Duration
    /// What happened, in one sentence.
    public let sentence: String

    /// `G1 never dark at 93.2 s: …`
    public var description: String {
        let tenths = at.components.seconds * 10 + at.components.attoseconds / 100_000_000_000_000_000
        return "\(guarantee.rawValue) at \(tenths / 10).\(tenths % 10) s: \(sentence)"
    }
}
