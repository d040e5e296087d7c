import Simulation
import Testing

@Suite struct `A mistake that is planted` {
    /// Those that a debug build finds in a moment; `Scripts/simulate --planted` looks for all of them.
    @Test(
        arguments: [
            PlantedBug.originalSystem, .disableFirst, .cachedLeadership, .epochNotRaised, .answerBelieved,
            .watchNotSetAgain, .recordNotReadAgain, .intentNotConditional, .propagationSkipped, .noFloorOnTheWayBack,
            .driftDuringRollout, .historyOutsideTransaction, .overridesForgotten, .nonsenseMeansGreen, .edgeTriggered,
            .requestRemovedFirst, .unknownCountsAsReady,
        ]) func `is found`(bug: PlantedBug)
    {
        let found = (1...200).first { !Simulation(seed: $0, bug: bug, isSmall: true).run().violations.isEmpty }
        #expect(found != nil, "\(bug) is not found in 200 seeds")
    }

    @Test func `is found within ten seeds when it is the original system`() {
        let found = (1...10).first {
            !Simulation(seed: $0, bug: .originalSystem, isSmall: true).run().violations.isEmpty
        }
        #expect(found != nil)
    }
}
